import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { liveIndexSchema } from '@khue/domain/api';
import type { Clock } from '@khue/domain/clock';
import { tierStaleAfterMs } from '@khue/domain/tier';
import type { Bus } from '@khue/store/bus/bus';
import type { Store } from '@khue/store/store';
import { PreparedBody } from '../answers/preparedBody.ts';
import { Audience } from './audience.ts';
import { LiveBroadcast, type LiveLimits } from './broadcast.ts';
import { buildInventory, type Inventory } from './inventory.ts';
import { StateTable } from './stateTable.ts';

interface LiveFeedDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface LiveFeedConfig {
  /** A camera nothing was heard of for this long is unknown. */
  readonly statusStaleAfterMs: number;
  /** Whether nobody probes cameras now: then nothing is known of any, however lately it was heard of. */
  readonly isGatewayDown: () => boolean;
  readonly limits: LiveLimits;
}

/** How long the registry must have been quiet of a change before it is read again: imports come in bursts. */
const settleMs = 300;
/** After a failed read. */
const retryMs = 5_000;
const staleCheckMs = 5_000;
/** Beyond it the index that was asked for longest ago is made again when it is asked for. */
const keptIndexes = 64;
/** Without the bus for this long, nothing is known of any camera. */
const blindAfterMs = tierStaleAfterMs;

/**
 * States of all cameras, kept in memory and sent to browsers. Reads the registry and the last states from the store at
 * the start, upon `registryChanged`, and when the bus was lost and found again; follows `cameraStatus` in between.
 */
export class LiveFeed {
  readonly #deps: LiveFeedDeps;
  readonly #config: LiveFeedConfig;
  readonly #table = new StateTable();
  readonly #broadcast: LiveBroadcast;
  /** Audiences by their schools: equal scopes come as one set (`AccountRights.schools`) and share what is made. */
  readonly #audiences = new WeakMap<ReadonlySet<string>, Audience>();
  readonly #everybody = new Audience(null);
  /** Bodies of the indexes that were asked for last. */
  readonly #indexes = new Map<Audience, { readonly version: number; readonly body: PreparedBody }>();
  #timers: NodeJS.Timeout[] = [];
  #rereading: NodeJS.Timeout | null = null;
  #reading: Promise<void> = Promise.resolve();
  /** Since when the bus is away (ms, monotonic), or null. */
  #busLostAtMs: number | null = null;
  #isGatewayDown = false;
  #stopped = false;

  constructor(deps: LiveFeedDeps, config: LiveFeedConfig) {
    this.#deps = deps;
    this.#config = config;
    this.#broadcast = new LiveBroadcast(this.#table, config.limits);
  }

  /** Which camera stands at which position of the feed of those who see these schools (null: all), as JSON. */
  index(schools: ReadonlySet<string> | null): PreparedBody {
    const audience = this.#audienceOf(schools);
    const { version } = audience.slice(this.#table.inventory);
    const known = this.#indexes.get(audience);
    const index = known?.version === version ? known : { version, body: this.#indexBody(audience) };
    this.#indexes.delete(audience);
    this.#indexes.set(audience, index);
    const [oldest] = this.#indexes.keys();
    if (this.#indexes.size > keptIndexes && oldest !== undefined) this.#indexes.delete(oldest);
    return index.body;
  }

  get inventory(): Inventory {
    return this.#table.inventory;
  }

  /** No further browser may come in. */
  get isFull(): boolean {
    return this.#broadcast.isFull;
  }

  async start(): Promise<void> {
    const { bus } = this.#deps;
    await bus.subscribe('cameraStatus', (status) => this.#table.apply(status));
    await bus.subscribe('registryChanged', () => this.#rereadIn(settleMs));
    this.#isGatewayDown = this.#config.isGatewayDown();
    await this.#read();
    this.#timers = [
      setInterval(() => this.#beat(), this.#config.limits.intervalMs),
      setInterval(() => this.#forgetStale(), staleCheckMs),
    ];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#rereading) clearTimeout(this.#rereading);
    await this.#broadcast.stop();
    await this.#reading;
  }

  /** Takes a browser in that sees these schools (null: all): snapshot, then deltas. */
  add(socket: WebSocket, schools: ReadonlySet<string> | null): void {
    this.#broadcast.add(socket, this.#audienceOf(schools));
  }

  /** From now on a browser sees these schools (null: all). */
  rescope(socket: WebSocket, schools: ReadonlySet<string> | null): void {
    this.#broadcast.move(socket, this.#audienceOf(schools));
  }

  metrics(): Record<string, number> {
    return { cameras: this.#table.inventory.cameraIds.length, ...this.#broadcast.metrics() };
  }

  #audienceOf(schools: ReadonlySet<string> | null): Audience {
    if (schools === null) return this.#everybody;
    const audience = this.#audiences.get(schools) ?? new Audience(schools);
    this.#audiences.set(schools, audience);
    return audience;
  }

  #indexBody(audience: Audience): PreparedBody {
    const { inventory } = this.#table;
    const { version } = audience.slice(inventory);
    const { cameraIds, schoolIds } = audience.index(inventory);
    const index = liveIndexSchema.parse({ version, cameras: cameraIds, schools: schoolIds });
    return new PreparedBody('application/json; charset=utf-8', JSON.stringify(index), String(version));
  }

  #beat(): void {
    const { connected } = this.#deps.bus.metrics();
    if (!connected) this.#busLostAtMs ??= performance.now();
    if (connected && this.#busLostAtMs !== null) {
      this.#busLostAtMs = null;
      this.#rereadIn(settleMs);
    }
    this.#watchGateway();
    this.#broadcast.beat();
  }

  /** Blind as soon as the gateway is down; once it is back, what the store and the bus tell counts again. */
  #watchGateway(): void {
    const wasDown = this.#isGatewayDown;
    this.#isGatewayDown = this.#config.isGatewayDown();
    if (this.#isGatewayDown && !wasDown) this.#forgetStale();
    if (!this.#isGatewayDown && wasDown) this.#rereadIn(settleMs);
  }

  #forgetStale(): void {
    const isBusLost = this.#busLostAtMs !== null && performance.now() - this.#busLostAtMs > blindAfterMs;
    const isBlind = isBusLost || this.#isGatewayDown;
    this.#table.forgetBefore(isBlind ? Infinity : this.#deps.clock.now() - this.#config.statusStaleAfterMs);
  }

  #rereadIn(delayMs: number): void {
    if (this.#stopped || this.#rereading) return;
    this.#rereading = setTimeout(() => {
      this.#rereading = null;
      this.#reading = this.#reading.then(() => this.#reread());
    }, delayMs);
  }

  async #reread(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#read();
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the registry could not be read again');
      this.#rereadIn(retryMs);
    }
  }

  async #read(): Promise<void> {
    const { store } = this.#deps;
    const [cameras, schools] = await Promise.all([store.cameras.list(), store.schools.list()]);
    this.#table.replaceInventory(buildInventory(cameras, schools));
    for (const status of await store.statuses.current()) this.#table.apply(status);
    this.#forgetStale();
  }
}
