/** A tier in a process of its own, whose behaviour the first argument names. */
import { ConfigurationError } from '@khue/domain/environment';
import { runTier, type Tier } from '../runTier.ts';

const behaviour = process.argv[2];
let alive: NodeJS.Timeout | undefined;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function make(): Promise<Tier> {
  if (behaviour === 'misconfigured') throw new ConfigurationError('The configuration does not fit:\n  KHUE_X: missing');
  return {
    async start() {
      // What the driver gives of PostgreSQL on a full disk.
      if (behaviour === 'full') throw Object.assign(new Error('could not extend file'), { code: '53100' });
      if (behaviour === 'broken') throw new Error('a bug at the start');
      alive = setInterval(() => {}, 60_000);
      if (behaviour === 'rejecting') setTimeout(() => void Promise.reject(new Error('forgotten')), 50);
      say('started');
    },
    async stop() {
      clearInterval(alive);
      say('stopped');
      if (behaviour === 'stuck') await new Promise(() => {});
    },
    metrics: () => ({}),
  };
}

await runTier('sample', make);
