import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';

const limitBytes = 20_000_000;

/** Appends to a log file; at 20 MB the file becomes `<name>.1`, replacing the one before. */
export function openLogFile(path: string): (chunk: Buffer) => void {
  let size = existsSync(path) ? statSync(path).size : 0;
  return (chunk) => {
    if (size + chunk.length > limitBytes) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, chunk);
    size += chunk.length;
  };
}
