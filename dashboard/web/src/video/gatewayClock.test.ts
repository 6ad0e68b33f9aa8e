import { describe, expect, it } from 'vitest';
import { createGatewayClock } from './gatewayClock.ts';

describe('clock of the gateway', () => {
  it('follows the server until the first answer', () => {
    expect(createGatewayClock({ now: () => 5 }, { now: () => 900 }).now()).toBe(900);
  });

  it('takes the middle of the round trip as the moment the gateway spoke', () => {
    const clock = createGatewayClock({ now: () => 1_000 }, { now: () => 0 });
    clock.learn(1_000, 61_050, 1_100);
    expect(clock.now()).toBe(61_000);
  });

  it('believes the answer with the shortest round trip', () => {
    const clock = createGatewayClock({ now: () => 0 }, { now: () => 0 });
    clock.learn(0, 1_010, 20);
    clock.learn(100, 1_900, 900);
    expect(clock.now()).toBe(1_000);
  });
});
