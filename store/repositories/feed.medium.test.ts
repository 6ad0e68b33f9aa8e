import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleAlarm } from '@khue/domain/testing/sampleAlarm';
import type { Alarm, AlarmTransition } from '@khue/domain/alarm';
import { alarmRecordSchema, cameraPointRecordSchema, schoolRecordSchema } from '@khue/domain/feed';
import type { StoredChange } from '../feed.ts';
import type { Store, StoreConfig } from '../store.ts';
import { addSampleAccount } from '../testing/sampleAccounts.ts';
import { sampleCamera, sampleSchool, sampleStatus, sampleUnit } from '../testing/sampleInventory.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';

const at = new Date('2026-03-01T00:00:00.000Z');
const later = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
const staleAfterMs = 300_000;
const program = fileURLToPath(new URL('../testing/feedProcess.ts', import.meta.url));
const all = { limit: 10_000, schools: null } as const;

function firstLine({ id, version, raisedAt }: Alarm): AlarmTransition {
  return { alarmId: id, version, at: raisedAt, kind: 'raised', actorId: null, actorName: 'ingest', comment: null };
}

describe.each(databaseServers)('the feed on %s', (server) => {
  let store: Store;
  let config: StoreConfig;
  let ownerUrl: string;
  let close: () => Promise<void>;
  let gate: string;
  let schoolA: string;

  beforeAll(async () => {
    ({ store, config, ownerUrl, close } = await openTestStore(server));
    await store.units.upsert([sampleUnit('26743')], at);
    await store.schools.upsert([sampleSchool('A'), sampleSchool('B')], at);
    const cameras = [sampleCamera('A/1', 'A', { zone: 'gate_street' }), sampleCamera('A/2', 'A')];
    await store.cameras.upsert(cameras, at);
    schoolA = (await store.schools.list()).find(({ code }) => code === 'A')?.id ?? '';
    gate = (await store.cameras.list()).find(({ code }) => code === 'A/1')?.id ?? '';
  });

  afterAll(() => close());

  function alarmOf(cameraId: string): Alarm {
    const raisedAt = later(405).toISOString();
    const where = { schoolId: schoolA, schoolName: 'A', cameraId, cameraName: 'Camera' };
    return sampleAlarm(randomUUID(), { ...where, severity: 'medium', raisedAt, conditionSince: raisedAt });
  }

  async function changesAfter(after: number): Promise<StoredChange[]> {
    const { number } = await store.feed.head();
    return store.feed.changes({ after, upTo: number, ...all });
  }

  it('tells first of every school and of cameras at the street alone, numbered from 1', async () => {
    const head = await store.feed.look(at, staleAfterMs);
    const changes = await changesAfter(0);
    expect(head.number).toBe(3);
    expect(changes.map(({ number, collection, event, version }) => [number, collection, event, version])).toEqual([
      [1, 'schools', 'NEW', 1],
      [2, 'schools', 'NEW', 1],
      [3, 'camera-points', 'NEW', 1],
    ]);
    expect(schoolRecordSchema.parse(changes[0]?.record)).toMatchObject({
      synthetic: true,
      validFrom: at.toISOString(),
    });
    expect(cameraPointRecordSchema.parse(changes[2]?.record)).toMatchObject({
      id: gate,
      state: 'unknown',
      since: null,
    });
  });

  it('tells of a state once, however often it is heard', async () => {
    const since = later(10).toISOString();
    await store.statuses.record([sampleStatus(gate, since, { changed: true })]);
    const { number } = await store.feed.look(later(11), staleAfterMs);
    await store.statuses.record([sampleStatus(gate, later(20).toISOString(), { since: later(20).toISOString() })]);
    expect((await store.feed.look(later(21), staleAfterMs)).number).toBe(number);
    const [change] = await changesAfter(number - 1);
    expect(change).toMatchObject({ event: 'UPDATE', version: 2 });
    expect(cameraPointRecordSchema.parse(change?.record)).toMatchObject({ state: 'online', since });
  });

  it('tells that a camera is unknown once nothing was heard of it for long', async () => {
    const { number } = await store.feed.look(later(20 + 301), staleAfterMs);
    const [change] = await changesAfter(number - 1);
    expect(change?.record).toMatchObject({ state: 'unknown', since: later(20 + 300).toISOString() });
  });

  it('cancels what is gone and brings it back with a higher version', async () => {
    const before = (await store.feed.head()).number;
    await store.schools.closeSynthetic(['A'], later(400));
    await store.feed.look(later(401), staleAfterMs);
    await store.schools.upsert([sampleSchool('B')], later(402));
    await store.feed.look(later(403), staleAfterMs);
    const changes = await changesAfter(before);
    expect(changes.map(({ event, record }) => [event, record === null])).toEqual([
      ['CANCEL', true],
      ['NEW', false],
    ]);
  });

  it('tells of alarms, names the camera only where it looks at the street, and cancels them a week after they are over', async () => {
    const before = (await store.feed.head()).number;
    const yard = (await store.cameras.list()).find(({ code }) => code === 'A/2')?.id ?? '';
    const raised = [alarmOf(gate), alarmOf(yard)];
    await store.alarms.record(raised.map((alarm) => ({ alarm, transitions: [firstLine(alarm)], seen: null })));
    await store.feed.look(later(410), staleAfterMs);
    const told = (await changesAfter(before)).map(({ record }) => alarmRecordSchema.parse(record));
    expect(new Map(told.map(({ id, cameraId }) => [id, cameraId]))).toEqual(
      new Map([
        [raised[0]?.id, gate],
        [raised[1]?.id, null],
      ]),
    );
    const closedAt = later(500).toISOString();
    const over = raised.map(
      (alarm): Alarm => ({ ...alarm, condition: 'returned', acknowledged: true, closedAt, version: 2 }),
    );
    await store.alarms.record(
      over.map((alarm) => ({ alarm, transitions: [{ ...firstLine(alarm), kind: 'closed' as const }], seen: 1 })),
    );
    await store.feed.look(later(501), staleAfterMs);
    await store.feed.look(later(500 + 8 * 86_400), staleAfterMs);
    const own = (await changesAfter(before)).filter(({ objectId }) => objectId === raised[0]?.id);
    expect(own.map(({ event, version }) => [event, version])).toEqual([
      ['NEW', 1],
      ['UPDATE', 2],
      ['CANCEL', 3],
    ]);
  });

  it('cancels a camera for those who hear of its school when it goes over to another, and tells those of the other', async () => {
    const before = (await store.feed.head()).number;
    const [schoolB] = (await store.schools.list()).filter(({ code }) => code === 'B');
    const move = async (school: string, second: number) => {
      await store.cameras.upsert([sampleCamera('A/1', school, { zone: 'gate_street' })], later(second));
      await store.feed.look(later(second), staleAfterMs);
      await store.feed.look(later(second + 1), staleAfterMs);
    };
    await move('B', 8 * 86_400 + 600);
    const changes = (await changesAfter(before)).filter(({ objectId }) => objectId === gate);
    expect(changes.map(({ event, schoolId, version }) => [event, schoolId, version])).toEqual([
      ['CANCEL', schoolA, expect.any(Number)],
      ['NEW', schoolB?.id, (changes[0]?.version ?? 0) + 1],
    ]);
    await move('A', 8 * 86_400 + 700);
  });

  it('gives some schools alone where some are asked for', async () => {
    const [school] = (await store.schools.list()).filter(({ code }) => code === 'A');
    const { number } = await store.feed.head();
    const schools = new Set([school?.id ?? '']);
    const changes = await store.feed.changes({ after: 0, upTo: number, limit: 100, schools });
    expect(new Set(changes.map(({ schoolId }) => schoolId))).toEqual(schools);
    expect(await store.feed.schoolsKnownAt(0, schools)).toEqual([]);
    expect(await store.feed.schoolsKnownAt(number, schools)).toEqual([school?.id]);
    const objects = await store.feed.objects({ after: { collection: '', objectId: '' }, limit: 100, schools });
    expect(objects.map(({ collection }) => collection)).toEqual(['camera-points', 'schools']);
  });

  it('keeps keys as digests, good until they are over, revoked or their account is closed', async () => {
    const accountId = await addSampleAccount(ownerUrl, 'trung-tam', 'client');
    const person = await addSampleAccount(ownerUrl, 'nguoi', 'person');
    const wish = { accountId, label: 'máy chủ 1', expiresAt: later(1_000) };
    const { id, key } = await store.feed.addKey(wish, at, () => []);
    const account = { account: { id: accountId } };
    await expect(store.feed.addKey({ ...wish, accountId: person }, at, () => [])).rejects.toMatchObject({
      code: 'KHUE_NOT_FOUND',
    });
    expect(await store.feed.holderOf(key, at)).toMatchObject({ keyId: id, ...account });
    expect(await store.feed.holderOf(`${key}x`, at)).toBeNull();
    expect(await store.feed.holderOf(key, later(1_000))).toBeNull();
    await store.accounts.disableAccount(accountId, at, () => []);
    expect(await store.feed.holderOf(key, at)).toBeNull();
    await store.accounts.enableAccount(accountId, () => []);
    expect(await store.feed.revokeKey(id, later(5), () => [])).toBe(true);
    expect(await store.feed.revokeKey(id, later(6), () => [])).toBe(false);
    expect(await store.feed.holderOf(key, at)).toBeNull();
  });

  it('has no gap, no change twice and none out of order, whoever writes and is killed while writing', async () => {
    const secretKeys = [...config.secretKeys]
      .map(([keyId, bytes]) => `${keyId}:${Buffer.from(bytes).toString('base64')}`)
      .join();
    const start = (await store.feed.head()).number;
    const seen: StoredChange[] = [];
    let after = start;
    const follow = async () => {
      const { number } = await store.feed.head();
      const changes = await store.feed.changes({ after, upTo: number, ...all });
      seen.push(...changes);
      after = number;
    };
    const startWriter = () => {
      const order = JSON.stringify({ databaseUrl: config.databaseUrl, secretKeys });
      const child = spawn(process.execPath, [program, order], { stdio: ['ignore', 'pipe', 'inherit'] });
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    };
    const states = ['online', 'offline', 'degraded'] as const;
    for (let round = 0; round < 3; round += 1) {
      const writers = [startWriter(), startWriter()];
      for (let step = 0; step < 8; step += 1) {
        const now = new Date().toISOString();
        const state = states[step % states.length] ?? 'online';
        await store.statuses.record([sampleStatus(gate, now, { state, since: now, changed: true })]);
        const before = seen.length;
        // Ends with the test's own deadline.
        while (seen.length === before) {
          for (const { lines } of writers) await lines.next();
          await follow();
        }
      }
      for (const { child } of writers) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    await store.feed.look(new Date(), staleAfterMs);
    await follow();
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.map(({ number }) => number)).toEqual(seen.map((_change, i) => start + 1 + i));
    const versions = seen.filter(({ objectId }) => objectId === gate).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_version, i) => (versions[0] ?? 0) + i));
    const [told] = (await store.feed.objectsAfter(0, 100)).filter(({ objectId }) => objectId === gate);
    expect(seen.findLast(({ objectId }) => objectId === gate)?.record).toEqual(told?.record);
  }, 60_000);

  it('lets changes go after their time, and nobody else takes one away', async () => {
    await store.feed.expire(later(404 + 31 * 86_400));
    const { expired, number } = await store.feed.head();
    expect(expired).toBeGreaterThan(0);
    expect((await changesAfter(0))[0]?.number).toBe(expired + 1);
    expect(number).toBeGreaterThan(expired);
  });
});
