import { existsSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import type { LogAnchor } from '@khue/domain/log';
import { parseAnchorLines } from '@khue/store/logAnchor';

/** What the file holds; nothing where there is none yet. Throws where a line is no anchor. */
export function readAnchorFile(path: string): LogAnchor[] {
  return existsSync(path) ? parseAnchorLines(readFileSync(path, 'utf8')) : [];
}

/** Appends anchors, one line of JSON each; the file is only ever added to. */
export async function appendToAnchorFile(path: string, anchors: readonly LogAnchor[]): Promise<void> {
  if (anchors.length > 0) await appendFile(path, anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join(''));
}
