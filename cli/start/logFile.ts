import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';

const limitBytes = 20_000_000;

/** Where the output of a tier goes. */
export interface LogFile {
  /** Never throws: what the disk does not take is lost and counted, and told in the log once it takes lines again. */
  write(chunk: Buffer): void;
  /** Pieces of output that were lost so far. */
  readonly lost: number;
}

/** Appends to a log file; at 20 MB the file becomes `<name>.1`, replacing the one before. */
export function openLogFile(path: string): LogFile {
  let size = existsSync(path) ? statSync(path).size : 0;
  let lost = 0;
  let untold = 0;

  function append(chunk: string | Buffer): void {
    appendFileSync(path, chunk);
    size += chunk.length;
  }

  return {
    write(chunk) {
      try {
        if (size + chunk.length > limitBytes) {
          renameSync(path, `${path}.1`);
          size = 0;
        }
        if (untold > 0) append(`${untold} pieces of output were lost: the log could not be written\n`);
        untold = 0;
        append(chunk);
      } catch {
        // A full disk must not end the house.
        lost += 1;
        untold += 1;
      }
    },
    get lost() {
      return lost;
    },
  };
}
