import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Alarm } from '@khue/domain/alarm';
import { step } from '@khue/domain/alarmSteps';
import type { CameraState } from '@khue/domain/cameraStatus';
import type { Bus } from '@khue/store/bus/bus';
import { connectBus } from '@khue/store/bus/connectBus';
import { startEmbeddedBroker } from '@khue/store/bus/embeddedBroker';
import type { Store } from '@khue/store/store';
import { sampleCamera, sampleSchool } from '@khue/store/testing/sampleInventory';
import { openTestStore } from '@khue/store/testing/testDatabase';
import { type AlarmEvaluator, createAlarmEvaluator } from './alarmEvaluator.ts';
import { dawnMs, statusAt } from './testing/watchedCity.ts';

const patience = { timeout: 10_000, interval: 20 };

/** What has to be closed after a test, last opened first closed. */
const open: (() => Promise<unknown>)[] = [];

let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
let store: Store;
let gateway: Bus;
let dashboard: Bus;
let busUrl: string;
let cameraIds: string[];
let nowMs = dawnMs;
let told: Alarm[];

async function openBus(member: 'gateway' | 'dashboard' | 'ingest'): Promise<Bus> {
  const bus = await connectBus({ url: busUrl, clientId: `${member}-${randomUUID()}`, member });
  open.push(() => bus.close());
  return bus;
}

beforeEach(async () => {
  nowMs = dawnMs;
  told = [];
  const database = await openTestStore('embedded');
  open.push(() => database.close());
  ({ store } = database);
  await store.schools.upsert([sampleSchool('A')], new Date(dawnMs));
  await store.cameras.upsert([sampleCamera('A/1', 'A'), sampleCamera('A/2', 'A')], new Date(dawnMs));
  cameraIds = (await store.cameras.list()).map(({ id }) => id);
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0, accounts: null });
  open.push(async () => broker.stop());
  busUrl = `mqtt://127.0.0.1:${broker.port}`;
  [gateway, dashboard] = await Promise.all([openBus('gateway'), openBus('dashboard')]);
  await dashboard.subscribe('alarmChanged', (alarm) => told.push(alarm));
});

afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

/** An evaluator whose beats the test makes. Its lease is renewed, and its rules read again, at about every beat. */
async function startEvaluator(leaseMs = 60_000): Promise<AlarmEvaluator> {
  const deps = { store, bus: await openBus('ingest'), clock: { now: () => nowMs }, log: pino({ level: 'silent' }) };
  const evaluator = createAlarmEvaluator(deps, { beatMs: 3_600_000, leaseMs });
  await evaluator.start();
  open.push(() => evaluator.stop());
  await evaluator.beat();
  return evaluator;
}

/** Both cameras are said to be in a state, and the store has it. */
async function tell(state: CameraState, second: number, sinceSecond: number): Promise<void> {
  const statuses = cameraIds.map((id) => statusAt(id, state, second, { sinceSecond }));
  await store.statuses.record(statuses);
  await Promise.all(statuses.map((status) => gateway.publish('cameraStatus', status, status.cameraId)));
  nowMs = dawnMs + second * 1_000;
}

async function openAlarms(): Promise<string[]> {
  return (await store.alarms.open(null)).map(({ kind, condition }) => `${kind} ${condition}`);
}

/** Beats until something is as expected; statuses may still be on their way at the first. */
async function beating<Seen>(evaluator: AlarmEvaluator, look: () => Promise<Seen>): Promise<Seen> {
  await evaluator.beat();
  return look();
}

describe('raising alarms', () => {
  it('writes down what the statuses of the bus say and tells the bus; a restart repeats nothing and loses nothing', async () => {
    const first = await startEvaluator();
    await tell('offline', 60, 0);
    await expect.poll(() => beating(first, openAlarms), patience).toEqual(['school_dark active']);
    await expect.poll(() => told, patience).toMatchObject([{ kind: 'school_dark', version: 1, cameras: 2 }]);
    await first.stop();
    await tell('offline', 120, 0);
    const second = await startEvaluator();
    await second.beat();
    expect(await openAlarms()).toEqual(['school_dark active']);
    await tell('online', 165, 130);
    await expect.poll(() => beating(second, openAlarms), patience).toEqual(['school_dark returned']);
    await expect.poll(() => told.map(({ version }) => version), patience).toEqual([1, 2]);
  });

  it('is one process’ work; another stands by and goes on when the first lets go', async () => {
    const first = await startEvaluator();
    const second = await startEvaluator();
    expect([first.metrics()['alarmsAtWork'], second.metrics()['alarmsAtWork']]).toEqual([1, 0]);
    await tell('offline', 60, 0);
    await expect.poll(() => beating(first, openAlarms), patience).toEqual(['school_dark active']);
    await second.beat();
    await first.stop();
    const third = await startEvaluator();
    expect(third.metrics()).toMatchObject({ alarmsAtWork: 1, alarmsOpen: 1 });
    expect(await openAlarms()).toEqual(['school_dark active']);
  });

  it('goes on from one that fell silent, once its lease has ended', async () => {
    await startEvaluator(30);
    const second = await startEvaluator(30);
    await expect
      .poll(async () => {
        await second.beat();
        return second.metrics()['alarmsAtWork'];
      }, patience)
      .toBe(1);
  });

  it('leaves what a person did as it is, although nobody told of it', async () => {
    const evaluator = await startEvaluator();
    await tell('offline', 60, 0);
    await expect.poll(() => beating(evaluator, openAlarms), patience).toEqual(['school_dark active']);
    const [raised] = await store.alarms.open(null);
    const account = await store.accounts.createFirst('truc.ban', 'Trực ban', () => []);
    const actor = { id: account?.account.id ?? '', name: 'truc.ban' };
    const at = new Date(nowMs).toISOString();
    const next = step(raised ?? null, { kind: 'acknowledged', at, actor, comment: 'đã gọi' });
    if (next === null) throw new Error('not possible');
    expect(await store.alarms.act({ ...next, seen: 1 }, () => [])).toBe(true);
    await tell('online', 120, 80);
    await expect.poll(() => beating(evaluator, openAlarms), patience).toEqual([]);
    const history = await store.alarms.transitions(next.alarm.id, 10);
    expect(history.map(({ kind }) => kind)).toEqual(['raised', 'acknowledged', 'returned', 'closed']);
  });

  it('follows a changed rule and a changed registry', async () => {
    const evaluator = await startEvaluator(30);
    const rules = await store.alarms.rules();
    for (const rule of rules.filter(({ kind }) => kind === 'school_dark')) {
      await store.alarms.saveRule({ ...rule, onDelayS: 5 }, new Date(), () => []);
    }
    await tell('offline', 10, 0);
    await expect.poll(() => beating(evaluator, openAlarms), patience).toEqual(['school_dark active']);
    await store.cameras.closeSynthetic([], new Date());
    const ingest = await openBus('ingest');
    await ingest.publish('registryChanged', { kind: 'cameras', at: new Date().toISOString(), added: 0, changed: 2 });
    await expect.poll(() => beating(evaluator, openAlarms), patience).toEqual([]);
  });

  it('takes an alarm off its shelf at its time, although nobody told that it was put there', async () => {
    const evaluator = await startEvaluator(30);
    await tell('offline', 60, 0);
    await expect.poll(() => beating(evaluator, openAlarms), patience).toEqual(['school_dark active']);
    const [raised] = await store.alarms.open(null);
    const account = await store.accounts.createFirst('truc.ban', 'Trực ban', () => []);
    const actor = { id: account?.account.id ?? '', name: 'truc.ban' };
    const until = new Date(nowMs + 60_000).toISOString();
    const at = new Date(nowMs).toISOString();
    const next = step(raised ?? null, { kind: 'shelved', at, until, actor, comment: null });
    if (next === null) throw new Error('not possible');
    expect(await store.alarms.act({ ...next, seen: 1 }, () => [])).toBe(true);
    nowMs += 60_000;
    await expect.poll(() => beating(evaluator, () => store.alarms.shelved()), patience).toEqual([]);
    const history = await store.alarms.transitions(next.alarm.id, 10);
    expect(history.map(({ kind }) => kind)).toEqual(['raised', 'shelved', 'shelf_ended']);
  });

  it('finds a changed registry that the bus could not tell of, once the bus is back', async () => {
    const evaluator = await startEvaluator();
    await tell('offline', 60, 0);
    await expect.poll(() => beating(evaluator, openAlarms), patience).toEqual(['school_dark active']);
    const { port } = broker;
    await broker.stop();
    await store.cameras.closeSynthetic([], new Date());
    await evaluator.beat();
    expect(await openAlarms()).toEqual(['school_dark active']);
    broker = await startEmbeddedBroker({ host: '127.0.0.1', port, accounts: null });
    await expect.poll(() => beating(evaluator, openAlarms), patience).toEqual([]);
  });

  it('says nothing anew when it begins with what the store has of a dark school', async () => {
    await store.statuses.record(cameraIds.map((id) => statusAt(id, 'offline', 300, { sinceSecond: 0 })));
    const evaluator = await startEvaluator();
    await evaluator.beat();
    expect(await openAlarms()).toEqual(['school_dark active']);
    expect(evaluator.metrics()['alarmChanges']).toBe(1);
  });
});
