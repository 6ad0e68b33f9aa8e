import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeAnchorKey, parseAnchorLines, readAnchorKey, trustedKeys } from '@khue/store/logAnchor';
import type { Store } from '@khue/store/store';
import { sampleEntry } from '@khue/store/testing/sampleLog';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { createLogKeeper, type LogKeeper } from './logKeeper.ts';

const anchorKey = readAnchorKey(randomBytes(32).toString('base64'));
const dayMs = 86_400_000;

describe('what keeps the log true', () => {
  let store: Store;
  let close: () => Promise<void>;
  let anchorFile: string;
  let now: number;

  function newKeeper(): LogKeeper {
    const deps = { store, clock: { now: () => now }, log: pino({ level: 'silent' }) };
    return createLogKeeper(deps, { anchorKey, anchorFile, checkIntervalMs: 600_000 });
  }

  beforeEach(async () => {
    ({ store, close } = await openTestStore());
    anchorFile = join(tmpdir(), `khue-anchors-${randomUUID()}.jsonl`);
    // One second before midnight in Vietnam.
    now = Date.parse('2026-11-25T16:59:59Z');
    await store.log.append([sampleEntry()], new Date(now));
  });

  afterEach(async () => {
    rmSync(anchorFile, { force: true });
    await close();
  });

  it('anchors each day once, by the clock of Vietnam, in the table and in a file outside', async () => {
    const keeper = newKeeper();
    await keeper.keep();
    await keeper.keep();
    now += 2_000;
    await keeper.keep();
    await newKeeper().keep();
    const anchors = await store.log.anchors();
    expect(anchors.map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-26']);
    expect(parseAnchorLines(readFileSync(anchorFile, 'utf8'))).toEqual(anchors);
    expect(keeper.metrics()).toEqual({ logAnchorsMade: 2, logFaults: 0 });
  });

  it('hands out later what the file did not take', async () => {
    const away = createLogKeeper(
      { store, clock: { now: () => now }, log: pino({ level: 'silent' }) },
      { anchorKey, anchorFile: join(tmpdir(), randomUUID(), 'none.jsonl'), checkIntervalMs: 600_000 },
    );
    await expect(away.keep()).rejects.toThrow('ENOENT');
    await newKeeper().keep();
    expect(parseAnchorLines(readFileSync(anchorFile, 'utf8'))).toHaveLength(1);
  });

  it('writes a line anew that was not written to its end', async () => {
    await newKeeper().keep();
    const whole = readFileSync(anchorFile, 'utf8');
    writeFileSync(anchorFile, whole.slice(0, -20));
    now += dayMs;
    await newKeeper().keep();
    expect(parseAnchorLines(readFileSync(anchorFile, 'utf8'))).toEqual(await store.log.anchors());
    expect((await store.log.lastVerification())?.faults).toEqual([]);
  });

  it('keeps what the verification of the day found', async () => {
    await newKeeper().keep();
    const first = await store.log.lastVerification();
    expect([first?.rows, first?.anchors, first?.faults]).toEqual([2, 1, []]);
    const [line] = parseAnchorLines(readFileSync(anchorFile, 'utf8'));
    writeFileSync(anchorFile, `${JSON.stringify({ ...line, number: 900 })}\n`);
    now += dayMs;
    const keeper = newKeeper();
    await keeper.keep();
    const second = await store.log.lastVerification();
    expect(second?.faults).toContainEqual({ kind: 'anchor_false', day: '2026-11-25' });
    expect(keeper.metrics().logFaults).toBeGreaterThan(0);
  });

  it('takes an anchor that a key signed which is not at hand for a fault, as the command does', async () => {
    await newKeeper().keep();
    now += dayMs;
    const other = readAnchorKey(randomBytes(32).toString('base64'));
    const deps = { store, clock: { now: () => now }, log: pino({ level: 'silent' }) };
    const keeper = createLogKeeper(deps, { anchorKey: other, anchorFile, checkIntervalMs: 600_000 });
    await keeper.keep();
    expect(await store.log.lastVerification()).toMatchObject({ faults: [], unknownKeys: 1, keysAtHand: 1 });
    expect(keeper.metrics().logFaults).toBe(1);
  });

  it('knows the keys of planned changes, the last one being at hand, and none that the database alone speaks for', async () => {
    const [second, third, stranger] = [1, 2, 3].map(() => readAnchorKey(randomBytes(32).toString('base64')));
    const steps = [anchorKey, second, third, stranger].filter((key) => key !== undefined);
    await newKeeper().keep();
    for (const [n, key] of steps.slice(0, 3).entries()) {
      now += dayMs;
      const deps = { store, clock: { now: () => now }, log: pino({ level: 'silent' }) };
      const keeper = createLogKeeper(deps, { anchorKey: key, anchorFile, checkIntervalMs: 600_000 });
      await keeper.keep();
      expect(await store.log.lastVerification()).toMatchObject({ faults: [], unknownKeys: 0, keysAtHand: n + 1 });
      const [before, after] = [key, steps[n + 1] ?? key];
      const change = changeAnchorKey(before, after, new Date(now));
      // The last one is not signed by the key it takes over from.
      const kept = after === stranger ? { ...change, oldSignature: change.newSignature } : change;
      await store.log.addKeyChange(kept, { before: before.keyId, after: after.keyId }, 'khue log');
    }
    expect(
      (await store.log.list({ action: 'log.key_changed' }, { limit: 5 })).map(({ actorName }) => actorName),
    ).toEqual(['khue log', 'khue log', 'khue log']);
    const trusted = trustedKeys([anchorKey.publicPem], await store.log.keyChanges());
    expect([...trusted.keys()]).toEqual(steps.slice(0, 3).map(({ keyId }) => keyId));
    expect([...trustedKeys([], await store.log.keyChanges())]).toEqual([]);
    expect(trustedKeys([stranger?.publicPem ?? ''], await store.log.keyChanges()).size).toBe(1);
  });
});
