/** The gateway's clock, estimated from pings: the arrival stamps of fragments are on it. */
import type { Clock } from '@khue/domain/clock';

export interface GatewayClock extends Clock {
  /** Takes an answer in: sent at `sentAt` and received at `receivedAt` (own clock, ms). */
  learn(sentAt: number, gatewayNow: number, receivedAt: number): void;
}

/** Measurements kept: the one with the shortest round trip is believed. */
const window = 8;

/** Until the first answer it follows `fallback`. */
export function createGatewayClock(own: Clock, fallback: Clock): GatewayClock {
  let samples: { readonly roundTrip: number; readonly offset: number }[] = [];
  let offset: number | null = null;
  return {
    now: () => (offset === null ? fallback.now() : own.now() + offset),
    learn: (sentAt, gatewayNow, receivedAt) => {
      const roundTrip = receivedAt - sentAt;
      if (roundTrip < 0) return;
      samples = [...samples.slice(1 - window), { roundTrip, offset: gatewayNow - (sentAt + receivedAt) / 2 }];
      offset = samples.reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best)).offset;
    },
  };
}
