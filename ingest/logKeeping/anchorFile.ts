import { existsSync, readFileSync } from 'node:fs';
import { appendFile, truncate } from 'node:fs/promises';
import type { LogAnchor } from '@khue/domain/log';
import { parseAnchorLines } from '@khue/store/logAnchor';

/** What the file holds; nothing where there is none yet. Throws where a line is no anchor. */
export function readAnchorFile(path: string): LogAnchor[] {
  return existsSync(path) ? parseAnchorLines(readFileSync(path, 'utf8')) : [];
}

/**
 * Cuts a last line off that was not written to its end (a power cut, a full disk); returns whether there was one. Its
 * anchor is in the table and is handed out again.
 */
export async function cutHalfLine(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end === bytes.length) return false;
  await truncate(path, end);
  return true;
}

/** Appends anchors, one line of JSON each; the file is only ever added to. */
export async function appendToAnchorFile(path: string, anchors: readonly LogAnchor[]): Promise<void> {
  if (anchors.length > 0) await appendFile(path, anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join(''));
}
