import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { inTime, Recheck } from './recheck.ts';

function scene(look: () => Promise<void>) {
  const time = { ms: 1_000 };
  const cuts: number[] = [];
  const recheck = new Recheck({
    look: () => look(),
    closePictures: () => cuts.push(time.ms),
    log: pino({ level: 'silent' }),
    monotonic: () => time.ms,
  });
  return { time, cuts, recheck };
}

async function everySecond({ time, recheck }: ReturnType<typeof scene>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await recheck.tick();
    time.ms += 1_000;
  }
}

describe('the look at what sockets live on', () => {
  it('leaves pictures alone while it comes to its end', async () => {
    const good = scene(async () => {});
    await everySecond(good, 20);
    expect([good.cuts, good.recheck.metrics()]).toEqual([[], { rechecksMissed: 0, picturesCutUnchecked: 0 }]);
  });

  it('cuts pictures within five seconds where it fails, until it comes to its end again', async () => {
    const store = { isAway: false };
    const failing = scene(async () => {
      if (store.isAway) throw new Error('the store is away');
    });
    await everySecond(failing, 3);
    store.isAway = true;
    await everySecond(failing, 4);
    expect(failing.cuts).toEqual([7_000]);
    expect(failing.recheck.metrics()).toMatchObject({ rechecksMissed: 4, picturesCutUnchecked: 1 });
    store.isAway = false;
    await everySecond(failing, 5);
    expect(failing.cuts).toEqual([7_000, 8_000]);
  });

  it('cuts pictures also where a look never ends, and does not begin a second one beside it', async () => {
    let looks = 0;
    const hanging = scene(() => {
      looks += 1;
      return new Promise<void>(() => {});
    });
    for (let second = 0; second < 6; second += 1) {
      void hanging.recheck.tick();
      hanging.time.ms += 1_000;
    }
    expect([looks, hanging.cuts]).toEqual([1, [5_000, 6_000]]);
  });

  it('waits for no answer longer than its deadline', async () => {
    await expect(inTime(new Promise<void>(() => {}), 20)).rejects.toThrow('no answer within 20 ms');
    expect(await inTime(Promise.resolve('good'), 20)).toBe('good');
  });
});
