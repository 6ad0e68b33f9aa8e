import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';
import type { AlarmChange } from '@khue/store/alarms';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';
import { AlarmBoard, rulesByKind } from './alarmBoard.ts';

export interface AlarmEvaluatorConfig {
  /** How often it is looked what has to change, milliseconds. */
  readonly beatMs: number;
  /** So long another process waits before it takes over from one that fell silent, milliseconds. */
  readonly leaseMs: number;
}

export interface AlarmEvaluatorDeps {
  readonly store: Pick<Store, 'alarms' | 'cameras' | 'schools' | 'statuses'>;
  /** A connection of its own: it hears every status, not this process' share of them. */
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface AlarmEvaluator {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** One look at what has to change; the timer calls it, and a test that owns time. */
  beat(): Promise<void>;
  metrics(): Record<string, number>;
}

/** Alarms changed in one beat, about; the rest comes a beat later. */
const changesPerBeat = 2_000;
/** Messages on their way to the bus at once. */
const toldAtOnce = 500;
/** Rules are read again, and the lease renewed, this many times before the lease ends. */
const renewalsPerLease = 3;

/**
 * Raises alarms from the statuses of cameras by the rules of the store, and lets them return. Of several processes one is
 * at work (a lease in the store); the others stand by. Starts from the last statuses and the open alarms, so that a
 * restart neither repeats nor loses any.
 */
export function createAlarmEvaluator(
  { store, bus, clock, log }: AlarmEvaluatorDeps,
  { beatMs, leaseMs }: AlarmEvaluatorConfig,
): AlarmEvaluator {
  const holder = randomUUID();
  const counts = { alarmChanges: 0, alarmsUntold: 0, alarmFailures: 0 };
  /** null: another process is at work, or what is known has to be read first. */
  let board: AlarmBoard | null = null;
  let isRegistryOld = false;
  let wasConnected = true;
  let renewedMs = Number.NEGATIVE_INFINITY;
  let rulesText = '';
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | null = null;

  async function load(): Promise<AlarmBoard> {
    // Statuses that come while this is read are taken by the board as soon as it stands; they come again within seconds.
    isRegistryOld = false;
    const rules = rulesByKind(await store.alarms.rules());
    const loaded = new AlarmBoard(rules);
    loaded.setRegistry(await store.cameras.list(), await store.schools.list());
    loaded.setOpen(await store.alarms.open(null));
    for (const status of await store.statuses.current()) loaded.take(status);
    rulesText = JSON.stringify(rules);
    return loaded;
  }

  /** Says that this process goes on, or asks whether it may begin; and whether the rules are others by now. */
  async function renew(): Promise<void> {
    const now = performance.now();
    if (now - renewedMs < leaseMs / renewalsPerLease) return;
    const isHeld = await store.alarms.holdLease(holder, leaseMs);
    renewedMs = now;
    if (!isHeld) {
      board = null;
      return;
    }
    if (board === null) {
      board = await load();
      log.info({ cameras: board.cameras, open: board.openAlarms }, 'this process raises alarms');
      return;
    }
    const rules = rulesByKind(await store.alarms.rules());
    const text = JSON.stringify(rules);
    if (text !== rulesText) board.setRules(rules);
    rulesText = text;
    // Put on a shelf while the bus was away: nothing else would take it off at its time.
    for (const alarm of await store.alarms.shelved()) board.hear(alarm);
  }

  async function tell(changes: readonly AlarmChange[]): Promise<void> {
    for (let start = 0; start < changes.length; start += toldAtOnce) {
      const portion = changes.slice(start, start + toldAtOnce);
      const told = await Promise.allSettled(portion.map(({ alarm }) => bus.publish('alarmChanged', alarm, alarm.id)));
      counts.alarmsUntold += told.filter(({ status }) => status === 'rejected').length;
    }
  }

  /** A change of the registry that the bus could not tell is found once it is back. */
  function lookAfterBus(): void {
    const { connected } = bus.metrics();
    if (connected && !wasConnected) isRegistryOld = true;
    wasConnected = connected;
  }

  async function change(at: AlarmBoard): Promise<void> {
    lookAfterBus();
    if (isRegistryOld) {
      isRegistryOld = false;
      at.setRegistry(await store.cameras.list(), await store.schools.list());
    }
    const changes = at.due(clock.now(), changesPerBeat);
    if (changes.length === 0) return;
    const written = await store.alarms.record(changes);
    counts.alarmChanges += written.size;
    // Somebody acknowledged or shelved meanwhile: what they did stands, and it is looked again.
    if (written.size < changes.length) at.setOpen(await store.alarms.open(null));
    await tell(changes.filter(({ alarm }) => written.has(alarm.id)));
  }

  async function look(): Promise<void> {
    try {
      await renew();
      if (board !== null) await change(board);
    } catch (error) {
      // Nothing of the last change is sure: everything is read again when the store answers.
      counts.alarmFailures += 1;
      board = null;
      renewedMs = performance.now();
      log.warn({ err: error }, 'alarms could not be brought up to date; trying again');
    }
  }

  async function beat(): Promise<void> {
    underWay ??= look().finally(() => {
      underWay = null;
    });
    await underWay;
  }

  return {
    async start() {
      await bus.subscribe('cameraStatus', (status) => board?.take(status));
      await bus.subscribe('alarmChanged', (alarm) => board?.hear(alarm));
      await bus.subscribe('registryChanged', () => {
        isRegistryOld = true;
      });
      timer = setInterval(() => void beat(), beatMs);
    },
    async stop() {
      clearInterval(timer);
      await underWay;
      board = null;
      await store.alarms.releaseLease(holder).catch((error: unknown) => {
        log.warn({ err: error }, 'the lease of the alarms could not be given back; it ends by itself');
      });
    },
    beat,
    metrics: () => ({ ...counts, alarmsOpen: board?.openAlarms ?? 0, alarmsAtWork: board === null ? 0 : 1 }),
  };
}
