/** What the log is told of a change, together with the change itself. */
import type { LogEntry } from '@khue/domain/log';

/** An entry with its moment. */
export interface DatedEntry {
  readonly entry: LogEntry;
  readonly at: Date;
}

/**
 * From what a change did, the entries that tell of it. Every method that changes accounts, rights, registers, sessions,
 * keys or the state of an import takes one as its last parameter, calls it where something was changed, and writes the
 * entries down as the last step of its own transaction: the change and its trace both happen or neither does.
 */
export type Told<Done = void> = (done: Done) => readonly DatedEntry[];
