import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { encodeLoop as encodeHevcLoop, encodePlain as encodeHevcPlain } from './hevc/encodedLoop.ts';
import { encodeLoop, encodePlain } from './sceneLoop.ts';
import { sceneMotions } from './sceneMotion.ts';
import { mainShape, subShape } from './streamSyntax.ts';
import { packUnits, unpackUnits } from './unitPacking.ts';

/** What the worker is asked to encode: a scene, or a picture of one colour such as '#000000'. */
export const jobSchema = z.object({
  id: z.number().int(),
  scene: z.string().regex(/^[a-z]+$|^#[0-9a-f]{6}$/),
  profile: z.enum(['main', 'sub']),
  codec: z.enum(['h264', 'h265']),
  gopFrames: z.number().int().min(1).max(256),
  cacheDir: z.string().nullable(),
});
export type EncodingJob = z.infer<typeof jobSchema>;

/** What it answers: packed NAL units, or why there are none. */
export type JobResult =
  | { readonly id: number; readonly packed: Uint8Array }
  | { readonly id: number; readonly failure: string };
export const jobResultSchema: z.ZodType<JobResult> = z.union([
  z.object({ id: z.number().int(), packed: z.instanceof(Uint8Array) }),
  z.object({ id: z.number().int(), failure: z.string() }),
]);

/** Takes the NAL units from the cache directory, or encodes them and keeps them there. */
export async function runEncodingJob(job: EncodingJob): Promise<Uint8Array> {
  if (job.cacheDir === null) return encode(job, await readScene(job.scene));
  const svg = await readScene(job.scene);
  const codec = job.codec === 'h264' ? '' : `${job.codec}-`;
  const prefix = `${job.scene.replace('#', 'plain-')}-${job.profile}-${codec}${job.gopFrames}-`;
  const name = `${prefix}${await contentHash(svg)}.units`;
  const cached = await readCached(join(job.cacheDir, name));
  if (cached !== null) return cached;
  const packed = encode(job, svg);
  await keep(job.cacheDir, prefix, name, packed);
  return packed;
}

function encode(job: EncodingJob, svg: string): Uint8Array {
  const stream = job.profile === 'main' ? mainShape : subShape;
  const [loop, plain] = job.codec === 'h264' ? [encodeLoop, encodePlain] : [encodeHevcLoop, encodeHevcPlain];
  if (job.scene.startsWith('#')) return packUnits(plain(job.scene, stream));
  return packUnits(loop(svg, sceneMotions[job.scene] ?? {}, stream, job.gopFrames));
}

function readScene(scene: string): Promise<string> {
  if (scene.startsWith('#')) return Promise.resolve('');
  return readFile(new URL(`../scenes/${scene}.svg`, import.meta.url), 'utf8');
}

let sourcesHash: Promise<string> | undefined;

/** Over the scene and over this directory's own sources: a change of either makes a new name. */
async function contentHash(svg: string): Promise<string> {
  sourcesHash ??= hashSources();
  return createHash('sha256')
    .update(await sourcesHash)
    .update(svg)
    .digest('hex')
    .slice(0, 16);
}

async function hashSources(): Promise<string> {
  const directory = new URL('./', import.meta.url);
  const names = (await readdir(directory, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const hash = createHash('sha256');
  for (const name of names.toSorted()) hash.update(name).update(await readFile(new URL(name, directory)));
  return hash.digest('hex');
}

async function readCached(path: string): Promise<Uint8Array | null> {
  let packed: Uint8Array;
  try {
    packed = Uint8Array.from(await readFile(path));
  } catch {
    return null;
  }
  return unpackUnits(packed) === null ? null : packed;
}

/** A cache that cannot be written is no reason to have no picture. */
async function keep(directory: string, prefix: string, name: string, packed: Uint8Array): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const outdated = (await readdir(directory)).filter((other) => other.startsWith(prefix) && other !== name);
    await Promise.all(outdated.map((other) => rm(join(directory, other), { force: true })));
    const partial = join(directory, `.${name}.${process.pid}`);
    await writeFile(partial, packed);
    await rename(partial, join(directory, name));
  } catch {
    return;
  }
}
