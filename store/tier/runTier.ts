import { writeSync } from 'node:fs';
import { ConfigurationError } from '@khue/domain/environment';
import { KhueError } from '@khue/domain/errors';
import { systemFaultSentence } from './systemFault.ts';
import { tierLog } from './tierLog.ts';

/** A part of the house that runs as a process. */
export interface Tier {
  start(): Promise<void>;
  /** Lets go of everything within 5 s. */
  stop(): Promise<void>;
  metrics(): Record<string, number>;
}

const stopDeadlineMs = 5_000;

/** What a person reads when a tier cannot start: one sentence where the fault is known, otherwise with its stack. */
export function failureText(name: string, error: unknown): string {
  if (error instanceof KhueError || error instanceof ConfigurationError) return `${name}: ${error.message}`;
  const systemFault = systemFaultSentence(error);
  if (systemFault !== undefined) return `${name}: ${systemFault}`;
  return `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** Ends the process; synchronous, because a pipe loses what `process.stderr` still holds at `process.exit`. */
function fail(name: string, error: unknown): never {
  writeSync(2, `${failureText(name, error)}\n`);
  process.exit(1);
}

/**
 * Runs a tier as this process: starts it, tells a parent `ready` over IPC, and stops it on SIGTERM, SIGINT or when the
 * parent is gone (IPC disconnect). Exit code 0 after a stop within 5 s; 1 where it cannot start, cannot stop in time,
 * or a bug surfaces (an unhandled rejection or exception, logged with its cause).
 */
export async function runTier(name: string, make: () => Promise<Tier>): Promise<void> {
  const log = tierLog(name);
  let tier: Tier | undefined;
  let stopping = false;

  async function stop(reason: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => fail(name, new Error(`did not stop within ${stopDeadlineMs} ms`)), stopDeadlineMs).unref();
    try {
      await tier?.stop();
    } catch (error) {
      fail(name, error);
    }
    process.exit(0);
  }

  function onBug(error: unknown): void {
    log.fatal({ err: error }, 'unexpected');
    log.flush();
    process.exit(1);
  }

  process.on('unhandledRejection', onBug);
  process.on('uncaughtException', onBug);
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('disconnect', () => void stop('parent gone'));

  try {
    tier = await make();
    if (!stopping) await tier.start();
  } catch (error) {
    if (!stopping) fail(name, error);
    return;
  }
  process.send?.('ready');
  log.info('ready');
}
