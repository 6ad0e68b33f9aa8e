import { type DestinationStream, type Logger, pino } from 'pino';

/** Fields of a database error that quote the row at hand, which may hold what must never stand in a log. */
const quoting = new Set(['detail', 'where', 'internalQuery']);

function withoutRows(error: Error): Record<string, unknown> {
  const told = Object.entries(pino.stdSerializers.err(error));
  return Object.fromEntries(told.filter(([name]) => !quoting.has(name)));
}

/** The log of a tier: JSON lines, to standard output where no destination is given. */
export function tierLog(name: string, destination?: DestinationStream): Logger {
  const options = { name, serializers: { err: withoutRows } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
