import { get, type IncomingMessage } from 'node:http';
import { get as getOverTls } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { ConfigurationError } from '@khue/domain/environment';

/** How long the tiers may take to report that they are up. */
const healthyWithinMs = 60_000;

/** Asks this machine itself: whose name stands in the certificate does not matter here. */
async function isHealthy(url: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const taken = (answer: IncomingMessage): void => {
      answer.on('error', () => {});
      answer.resume();
      resolve(answer.statusCode === 200);
    };
    const asked = url.startsWith('https:')
      ? getOverTls(url, { signal, rejectUnauthorized: false }, taken)
      : get(url, { signal }, taken);
    asked.on('error', () => resolve(false));
  });
}

/** Resolves when the house says that every part is up; rejects with one sentence after a minute. */
export async function healthy(url: string, interrupted: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(healthyWithinMs)]);
  while (!signal.aborted) {
    if (await isHealthy(`${url}/healthz`, signal)) return;
    await setTimeout(100);
  }
  interrupted.throwIfAborted();
  throw new ConfigurationError(
    `Chưa phần nào báo sẵn sàng sau ${healthyWithinMs / 1_000} giây: xem ${url}/healthz và nhật ký.`,
  );
}
