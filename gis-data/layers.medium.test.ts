import { createServer } from 'node:http';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addLayers } from './addLayers.ts';
import { drawnLayer, layerChecksum, loadLayers } from './layers.ts';
import type { LayerSource } from './manifest.ts';
import { wardTable } from './wards.ts';

const content = Buffer.from('{"type":"FeatureCollection","features":[]}');

const source: LayerSource = {
  file: 'wards.geojson',
  role: 'ward-outlines',
  title: 'test',
  sha256: layerChecksum(content),
  bytes: content.length,
  url: null,
  parts: null,
  source: 'test',
  version: '1',
  licence: 'MIT',
  attribution: 'test',
  remarks: '',
};

const featureNames = z.object({
  features: z.array(z.object({ properties: z.looseObject({ code: z.string(), approximate: z.boolean() }) })),
});

async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'khue-layers-'));
}

describe('map layers', () => {
  it('draws every one of the 168 communes as a cell marked approximate where no outline is there', async () => {
    const layers = await loadLayers(await temporaryFolder());
    const { features } = featureNames.parse(JSON.parse(layers.wards.geojson));
    expect(layers.wards.kind).toBe('approximate');
    expect(features.every((feature) => feature.properties.approximate)).toBe(true);
    expect(new Set(features.map((feature) => feature.properties.code))).toEqual(
      new Set(wardTable().map((ward) => ward.code)),
    );
  });

  it('never guesses the commune of a point from approximate cells', async () => {
    const layers = await loadLayers(null);
    expect(layers.wardAt(106.6956, 10.7769)).toBeNull();
  });

  it('does not draw a file whose checksum is not the manifest’s', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'hcmc_wards_2025_low.geojson'), content);
    expect((await loadLayers(folder)).wards.kind).toBe('approximate');
  });

  it('names the layers of the same content alike', async () => {
    const [first, second] = await Promise.all([loadLayers(null), loadLayers(null)]);
    expect(first.wards.version).toBe(second.wards.version);
  });
});

describe('an outline layer', () => {
  const properties = { code: '25747', name: 'Thủ Dầu Một', full_name: 'Phường Thủ Dầu Một' };
  const ring = [
    [106.6, 10.9],
    [106.7, 10.9],
    [106.7, 11],
    [106.6, 10.9],
  ];
  const feature = { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } };
  const outlines = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
  const known = { ...source, sha256: layerChecksum(outlines) };

  async function folderWithOutlines(): Promise<string> {
    const folder = await temporaryFolder();
    await writeFile(join(folder, known.file), outlines);
    return folder;
  }

  it('without label points is labelled where the ward table says', async () => {
    const { wards } = await loadLayers(await folderWithOutlines(), [known]);
    const { features } = featureNames.parse(JSON.parse(wards.geojson));
    const ward = wardTable().find(({ code }) => code === '25747');
    expect(wards.kind).toBe('outline');
    expect(features).toMatchObject([{ properties: { labelLon: ward?.lon, labelLat: ward?.lat, approximate: false } }]);
  });

  it('tells the commune of a point inside its border, and none for one that is only inside its box', async () => {
    const { wardAt } = await loadLayers(await folderWithOutlines(), [known]);
    expect([wardAt(106.69, 10.95), wardAt(106.61, 10.99), wardAt(106.8, 10.95)]).toEqual(['25747', null, null]);
  });

  it('is drawn before those that come later in the manifest, and after those that are not there', async () => {
    const folder = await folderWithOutlines();
    const later = { ...known, title: 'later' };
    const absent = { ...known, file: 'absent.geojson' };
    expect(await drawnLayer(folder, [absent, known, later])).toBe(known);
    expect(await drawnLayer(folder, [absent])).toBeNull();
  });
});

describe('bringing layers in', () => {
  it('takes a file with the right checksum and tells of one that is missing', async () => {
    const folder = await temporaryFolder();
    const layersDir = join(await temporaryFolder(), 'layers');
    await writeFile(join(folder, source.file), content);
    const added = await addLayers(layersDir, { folder }, [source, { ...source, file: 'other.geojson' }]);
    expect(added.map((layer) => layer.outcome)).toEqual(['added', 'missing']);
    expect(await readFile(join(layersDir, source.file))).toEqual(content);
  });

  it('refuses a file with another checksum and leaves the folder as it was', async () => {
    const folder = await temporaryFolder();
    const layersDir = await temporaryFolder();
    await writeFile(join(folder, source.file), 'something else');
    const [added] = await addLayers(layersDir, { folder }, [source]);
    expect(added?.outcome).toBe('wrong-checksum');
    expect(await readdir(layersDir)).toEqual([]);
  });

  it('fetches a layer from the address of the manifest', async () => {
    const server = createServer((_request, response) => response.end(content));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = z.object({ port: z.number() }).parse(server.address());
    const url = `http://127.0.0.1:${address.port}/wards.geojson`;
    const layersDir = await temporaryFolder();
    const origin = { network: true, signal: AbortSignal.timeout(5_000) } as const;
    const added = await addLayers(layersDir, origin, [
      { ...source, url },
      { ...source, file: 'other.geojson' },
    ]);
    server.close();
    expect(added.map((layer) => layer.outcome)).toEqual(['added', 'no-address']);
  });
});
