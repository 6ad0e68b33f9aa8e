import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { readSimulatorConfig, SimulatorConfigError } from './config.ts';
import { createSimulator, type Simulator } from './createSimulator.ts';

const stopDeadlineMs = 5_000;
const log = pino({ name: 'simulator' });
let simulator: Simulator | null = null;
let stopping = false;

/** Synchronous, because a pipe loses what stderr still holds at the exit. */
function fail(error: unknown): never {
  const sentence = error instanceof SimulatorConfigError ? error.message : null;
  writeSync(2, `simulator: ${sentence ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exit(1);
}

async function stop(reason: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => fail(new Error(`did not stop within ${stopDeadlineMs} ms`)), stopDeadlineMs).unref();
  try {
    await simulator?.stop();
  } catch (error) {
    fail(error);
  }
  process.exit(0);
}

process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
process.on('disconnect', () => void stop('parent gone'));

try {
  simulator = await createSimulator(readSimulatorConfig(process.env));
  await simulator.start();
} catch (error) {
  fail(error);
}
process.send?.('ready');
log.info(simulator.ports(), 'ready');
