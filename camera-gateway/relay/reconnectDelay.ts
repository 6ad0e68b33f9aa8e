/** Waiting times between tries to reach a camera, ms. */
export interface ReconnectConfig {
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  /** After the camera refused the account: cameras lock accounts that are tried too often. */
  readonly refusedRetryMs: number;
}

const jitterShare = 0.2;

/** Doubles from the least to the most with each failed try, ±20 % so that cameras behind one switch do not return in step. `random` is in 0..1. */
export function reconnectDelayMs(failedTries: number, config: ReconnectConfig, random: number): number {
  const base = Math.min(config.reconnectMaxMs, config.reconnectMinMs * 2 ** Math.max(0, failedTries - 1));
  return Math.round(base * (1 + jitterShare * (2 * random - 1)));
}
