import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all: a full disk leaves the one before. Throws the error of the file system. */
export function writeWholeFile(path: string, text: string, mode = 0o644): void {
  const unfinished = `${path}.${process.pid}.new`;
  try {
    writeFileSync(unfinished, text, { mode });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
