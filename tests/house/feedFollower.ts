/**
 * A client of the feed as the city would write one, in a process of its own: takes a snapshot, then follows the changes, and
 * writes each with its cursor as one line before it goes on. Killed and started again, it resumes from its last line.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type FeedChanges, feedChangesSchema, feedSnapshotSchema } from '@khue/domain/feed';

const orderSchema = z.object({ url: z.url(), key: z.string(), journal: z.string() });
const lineSchema = z.looseObject({ cursor: z.string() });
const { url, key, journal } = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));

async function ask<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return schema.parse(await answer.json());
}

/** The cursor of the last whole line: one that was cut off by the end of the process is taken back. */
function resumed(): string | null {
  if (!existsSync(journal)) return null;
  const lines = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  const last = lines.at(-1);
  return last === undefined ? null : lineSchema.parse(JSON.parse(last)).cursor;
}

async function begin(): Promise<string> {
  const { cursor } = await ask('/feed/snapshot?limit=1000', feedSnapshotSchema);
  appendFileSync(journal, `${JSON.stringify({ cursor, start: true })}\n`);
  return cursor;
}

let after: string = resumed() ?? (await begin());
for (;;) {
  const page: FeedChanges = await ask(`/feed/changes?after=${after}&waitS=5&limit=3`, feedChangesSchema);
  for (const change of page.changes) appendFileSync(journal, `${JSON.stringify(change)}\n`);
  after = page.cursor;
}
