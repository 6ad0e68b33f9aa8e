import { type Logger, pino } from 'pino';

/** A log that is kept, to look into. */
export function keptLog(): { readonly log: Logger; readonly text: () => string } {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  return { log, text: () => lines.join('') };
}
