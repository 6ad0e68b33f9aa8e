import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AddedLayer, addLayers } from './addLayers.ts';
import type { DownloadLimits } from './layerDownload.ts';
import { layerChecksum } from './layers.ts';
import type { LayerSource } from './manifest.ts';
import { mergeWards } from './mergeWards.ts';

/** Parts as the source writes them, indented, of communes that do not exist. */
function partOf(code: string, name: string, west: number): Buffer {
  const ring = [
    [west, 10.5],
    [west + 0.1, 10.5],
    [west + 0.1, 10.600001],
    [west, 10.5],
  ];
  const properties = { code, name, nameEn: name, fullName: `Phường ${name}`, areaKm2: 1 };
  const feature = { type: 'Feature', id: code, properties, geometry: { type: 'MultiPolygon', coordinates: [[ring]] } };
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature] }, null, 2));
}

const contents = new Map([
  ['1_a.geojson', partOf('1', 'A', 106.1)],
  ['2_b.geojson', partOf('2', 'B', 106.2)],
  ['3_c.geojson', partOf('3', 'C', 106.3)],
]);
const merged = mergeWards([...contents.values()]) ?? Buffer.alloc(0);
const before = 'what was there before';

function sourceAt(base: string): LayerSource {
  const files = [...contents].map(([file, content]) => ({ file, sha256: layerChecksum(content) }));
  return {
    file: 'wards.geojson',
    role: 'ward-outlines',
    title: 'test',
    sha256: layerChecksum(merged),
    bytes: merged.length,
    url: null,
    parts: { base, files },
    source: 'test',
    version: '1',
    licence: 'MIT',
    attribution: 'test',
    remarks: '',
  };
}

let server: Server | null = null;

async function serve(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(started.address());
  return `http://127.0.0.1:${port}/wards/`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

const nameOf = (url = ''): string => url.split('/').at(-1) ?? '';

/** Answers with the parts, apart from those that `differently` answers. */
function answering(differently: Readonly<Record<string, RequestListener>> = {}): RequestListener {
  return (request, response) => {
    const file = nameOf(request.url);
    const other = differently[file];
    if (other === undefined) response.end(contents.get(file));
    else other(request, response);
  };
}

async function layersFolder(): Promise<string> {
  const layersDir = await mkdtemp(join(tmpdir(), 'khue-parts-'));
  await writeFile(join(layersDir, 'wards.geojson'), before);
  return layersDir;
}

interface Outcome {
  readonly added: AddedLayer | undefined;
  readonly files: string[];
  readonly content: string;
}

async function addFrom(
  base: string,
  limits: Partial<DownloadLimits> = {},
  change: Partial<LayerSource> = {},
  deadlineMs = 10_000,
): Promise<Outcome> {
  const layersDir = await layersFolder();
  const signal = AbortSignal.timeout(deadlineMs);
  const origin = { network: true, signal, limits: { retryDelayMs: 5, ...limits } } as const;
  const [added] = await addLayers(layersDir, origin, [{ ...sourceAt(base), ...change }]);
  const content = await readFile(join(layersDir, 'wards.geojson'), 'utf8');
  return { added, files: await readdir(layersDir), content };
}

const untouched = { files: ['wards.geojson'], content: before };

describe('a layer that is merged from parts', () => {
  it('is put in place whole when every part and the whole have their checksums', async () => {
    const outcome = await addFrom(await serve(answering()));
    expect(outcome.added).toMatchObject({ outcome: 'added', part: null });
    expect(outcome).toMatchObject({ files: ['wards.geojson'], content: merged.toString('utf8') });
  });

  it('holds code, names and every point of the source', () => {
    expect(JSON.parse(Buffer.from(merged).toString('utf8'))).toMatchObject({
      features: [
        {
          properties: { code: '1', name: 'A', full_name: 'Phường A' },
          geometry: { coordinates: [[[[106.1, 10.5], {}, [{}, 10.600001], [106.1, 10.5]]]] },
        },
        { properties: { code: '2' } },
        { properties: { code: '3' } },
      ],
    });
  });

  it('keeps what is there and names the part whose content is another', async () => {
    const base = await serve(answering({ '2_b.geojson': (_request, response) => response.end('another') }));
    const outcome = await addFrom(base);
    expect(outcome.added).toMatchObject({
      outcome: 'part-refused',
      part: { file: '2_b.geojson', reason: 'wrong-checksum' },
    });
    expect(outcome).toMatchObject(untouched);
  });

  it('keeps what is there and names the part that the server does not have, asked for once', async () => {
    let asked = 0;
    const notFound: RequestListener = (_request, response) => {
      asked += 1;
      response.writeHead(404).end();
    };
    const outcome = await addFrom(await serve(answering({ '2_b.geojson': notFound })));
    const part = { file: '2_b.geojson', reason: 'status', status: 404 };
    expect(outcome.added).toMatchObject({ outcome: 'part-refused', part });
    expect(outcome).toMatchObject(untouched);
    expect(asked).toBe(1);
  });

  it('asks again where the server is busy, and gives up after the tries allowed', async () => {
    let asked = 0;
    const busyTwice: RequestListener = (_request, response) => {
      asked += 1;
      if (asked <= 2) response.writeHead(429, { 'retry-after': '0' }).end();
      else response.end(contents.get('2_b.geojson'));
    };
    const base = await serve(answering({ '2_b.geojson': busyTwice }));
    expect((await addFrom(base, { tries: 2 })).added?.part).toMatchObject({ reason: 'status', status: 429 });
    asked = 0;
    expect((await addFrom(base, { tries: 3 })).added?.outcome).toBe('added');
  });

  it('keeps what is there when a part is cut off in the middle', async () => {
    const cut: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{', () => response.destroy());
    };
    const outcome = await addFrom(await serve(answering({ '3_c.geojson': cut })), { tries: 2 });
    expect(outcome.added?.part).toEqual({ file: '3_c.geojson', reason: 'not-answered', status: null });
    expect(outcome).toMatchObject(untouched);
  });

  it('ends at the deadline of the whole when a part never comes', async () => {
    const outcome = await addFrom(await serve(answering({ '1_a.geojson': () => {} })), {}, {}, 300);
    expect(outcome.added?.part).toEqual({ file: '1_a.geojson', reason: 'deadline', status: null });
    expect(outcome).toMatchObject(untouched);
  });

  it('asks again for a part that does not come within the time of one try', async () => {
    let asked = 0;
    const silentOnce: RequestListener = (_request, response) => {
      asked += 1;
      if (asked > 1) response.end(contents.get('1_a.geojson'));
    };
    const outcome = await addFrom(await serve(answering({ '1_a.geojson': silentOnce })), { tryDeadlineMs: 200 });
    expect(outcome.added?.outcome).toBe('added');
  });

  it('stops reading a part that is larger than any of the source', async () => {
    const endless: RequestListener = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    };
    const outcome = await addFrom(await serve(answering({ '2_b.geojson': endless })), { maxFileBytes: 100_000 });
    expect(outcome.added?.part).toEqual({ file: '2_b.geojson', reason: 'too-large', status: null });
    expect(outcome).toMatchObject(untouched);
  });

  it('does not follow the server to another address', async () => {
    const elsewhere: RequestListener = (_request, response) =>
      response.writeHead(302, { location: '/wards/1_a.geojson' }).end();
    const outcome = await addFrom(await serve(answering({ '2_b.geojson': elsewhere })), { tries: 1 });
    expect(outcome.added?.part).toEqual({ file: '2_b.geojson', reason: 'not-answered', status: null });
  });

  it('keeps what is there when right parts make a file with another checksum', async () => {
    const outcome = await addFrom(await serve(answering()), {}, { sha256: '0'.repeat(64) });
    expect(outcome.added).toMatchObject({ outcome: 'wrong-merge', found: layerChecksum(merged), part: null });
    expect(outcome).toMatchObject(untouched);
  });

  it('asks for no more parts at a time than allowed', async () => {
    let open = 0;
    let most = 0;
    const base = await serve((request, response) => {
      open += 1;
      most = Math.max(most, open);
      response.on('close', () => {
        open -= 1;
      });
      setImmediate(() => response.end(contents.get(nameOf(request.url))));
    });
    expect((await addFrom(base, { concurrency: 1 })).added?.outcome).toBe('added');
    expect(most).toBe(1);
  });

  it('comes from a mirror as well, because the checksums decide', async () => {
    const mirror = await serve(answering());
    const layersDir = await layersFolder();
    const origin = { network: true, signal: AbortSignal.timeout(10_000), mirror } as const;
    const progress: string[] = [];
    const sources = [sourceAt('http://127.0.0.1:9/wards/')];
    const added = await addLayers(layersDir, origin, sources, (done, total) => progress.push(`${done}/${total}`));
    expect(added[0]?.outcome).toBe('added');
    expect(progress).toEqual(['1/3', '2/3', '3/3']);
  });
});

describe('parts in a folder', () => {
  async function folderWith(files: readonly string[]): Promise<string> {
    const folder = join(await layersFolder(), 'parts');
    await mkdir(folder);
    for (const file of files) await writeFile(join(folder, file), contents.get(file) ?? '');
    return folder;
  }

  it('are merged like those of an address', async () => {
    const folder = await folderWith([...contents.keys()]);
    const layersDir = await layersFolder();
    const [added] = await addLayers(layersDir, { folder }, [sourceAt('https://example.invalid/')]);
    expect(added?.outcome).toBe('added');
    expect(await readFile(join(layersDir, 'wards.geojson'))).toEqual(merged);
  });

  it('have to be all there', async () => {
    const folder = await folderWith(['1_a.geojson', '3_c.geojson']);
    const [added] = await addLayers(await layersFolder(), { folder }, [sourceAt('https://example.invalid/')]);
    expect(added?.part).toEqual({ file: '2_b.geojson', reason: 'missing', status: null });
  });

  it('are not missed where there is none of them', async () => {
    const folder = await folderWith([]);
    const [added] = await addLayers(await layersFolder(), { folder }, [sourceAt('https://example.invalid/')]);
    expect(added).toMatchObject({ outcome: 'missing', part: null });
  });
});
