import type { IPublishPacket, MqttClient } from 'mqtt';
import { type BusMember, type TopicMessage, type TopicName, topicFor, topics } from '@khue/domain/bus';
import { KhueError } from '@khue/domain/errors';
import type { TierStatus } from '@khue/domain/tier';
import type { Bus } from './bus.ts';
import { openMqttConnection } from './mqttConnection.ts';

/** How to reach the broker and how much may wait for it. */
export interface BusConfig {
  /** `mqtt://host:port`, with `user:password@` where the broker asks for it. */
  readonly url: string;
  /** Unique per process: the broker closes an older connection of the same id. */
  readonly clientId: string;
  /** Who speaks; left out: the tier of `will`, and without one everything may be said and heard (a test's own listener). */
  readonly member?: BusMember;
  /** Published by the broker, retained, when this client is lost without a goodbye. */
  readonly will?: TierStatus;
  /** How long the first connection may take. Default 10 s. */
  readonly connectDeadlineMs?: number;
  /** Publishes that may wait for the broker at once; further ones are refused and counted. Default 10,000. */
  readonly outgoingLimit?: number;
  /** How long a publish may wait for the broker before its promise rejects. Default 30 s. */
  readonly publishDeadlineMs?: number;
}

/** A lost peer is noticed after one and a half of these, MQTT 5 §3.1.2.10. */
const keepaliveSeconds = 10;
const closeDeadlineMs = 1_500;

interface Subscription {
  readonly group: string | undefined;
  readonly deliver: (payload: Buffer) => void;
}

function matcherOf(filter: string): (topic: string) => boolean {
  const [before = '', after] = filter.split('+');
  if (after === undefined) return (topic) => topic === filter;
  return (topic) => {
    const id = topic.slice(before.length, topic.length - after.length);
    return topic.startsWith(before) && topic.endsWith(after) && id !== '' && !id.includes('/');
  };
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

class MqttBus implements Bus {
  readonly #client: MqttClient;
  readonly #outgoingLimit: number;
  readonly #publishDeadlineMs: number;
  readonly #member: BusMember | undefined;
  readonly #subscriptions = new Map<TopicName, Subscription[]>();
  readonly #matchers: { readonly name: TopicName; readonly matches: (topic: string) => boolean }[] = [];
  #outgoing = 0;
  #invalid = 0;
  #refused = 0;
  #closed = false;

  constructor(client: MqttClient, config: BusConfig) {
    this.#client = client;
    this.#outgoingLimit = config.outgoingLimit ?? 10_000;
    this.#publishDeadlineMs = config.publishDeadlineMs ?? 30_000;
    this.#member = config.member ?? config.will?.tier;
    client.removeAllListeners('error');
    // Reconnecting is the client's work; `metrics().connected` tells the rest of the house.
    client.on('error', () => {});
    client.on('message', (topic: string, payload: Buffer, packet: IPublishPacket) => {
      if (payload.length > 0 || !packet.retain) this.#receive(topic, payload);
    });
  }

  async publish<Name extends TopicName>(name: Name, message: TopicMessage<Name>, id?: string): Promise<void> {
    const { schema, qos, retain, publishers } = topics[name];
    this.#require(publishers, `publish ${name}`);
    const payload = JSON.stringify(schema.parse(message));
    if (this.#closed || this.#outgoing >= this.#outgoingLimit) {
      this.#refused += 1;
      throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'bus' });
    }
    this.#outgoing += 1;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'bus' })),
        this.#publishDeadlineMs,
      );
      this.#client.publish(topicFor(name, id), payload, { qos, retain }, (cause) => {
        this.#outgoing -= 1;
        clearTimeout(late);
        if (cause) reject(new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'bus' }, { cause }));
        else resolve();
      });
    });
  }

  async subscribe<Name extends TopicName>(
    name: Name,
    onMessage: (message: TopicMessage<Name>) => void,
    options: { readonly group?: string } = {},
  ): Promise<void> {
    const { filter, schema, qos, subscribers } = topics[name];
    this.#require(subscribers, `hear ${name}`);
    const present = this.#subscriptions.get(name) ?? [];
    if (present.some((other) => other.group !== options.group)) {
      throw new Error(`${name} is subscribed to with another group on this bus already`);
    }
    const deliver = (payload: Buffer): void => {
      const parsed = schema.safeParse(parseJson(payload));
      if (!parsed.success) {
        this.#invalid += 1;
        return;
      }
      onMessage(parsed.data as TopicMessage<Name>);
    };
    this.#subscriptions.set(name, [...present, { group: options.group, deliver }]);
    if (present.length === 0) this.#matchers.push({ name, matches: matcherOf(filter) });
    const granted = await this.#client.subscribeAsync(
      options.group === undefined ? filter : `$share/${options.group}/${filter}`,
      { qos },
    );
    if (granted.some((grant) => grant.qos >= 0x80)) throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'bus' });
  }

  metrics(): { readonly connected: boolean; readonly invalid: number; readonly refused: number } {
    return { connected: this.#client.connected, invalid: this.#invalid, refused: this.#refused };
  }

  /** Says goodbye (no last will) after what is under way was sent; gives up after 1.5 s. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const goodbye = this.#client.endAsync(!this.#client.connected);
    let late: NodeJS.Timeout | undefined;
    const deadline = new Promise<'late'>((resolve) => {
      late = setTimeout(() => resolve('late'), closeDeadlineMs);
    });
    const outcome = await Promise.race([goodbye, deadline]);
    clearTimeout(late);
    if (outcome === 'late') this.#client.stream.destroy();
  }

  /** A tier that says or hears what it does not declare is a bug: it does not start. */
  #require(members: readonly BusMember[], what: string): void {
    if (this.#member !== undefined && !members.includes(this.#member)) {
      throw new Error(`${this.#member} does not declare that it may ${what}`);
    }
  }

  #receive(topic: string, payload: Buffer): void {
    for (const { name, matches } of this.#matchers) {
      if (!matches(topic)) continue;
      for (const { deliver } of this.#subscriptions.get(name) ?? []) {
        try {
          deliver(payload);
        } catch (error) {
          // A subscriber's bug must end the process as an uncaught error, not upset the MQTT parser.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }
}

/**
 * Connects to the bus. Tries until `connectDeadlineMs`, then throws KHUE_TIER_UNAVAILABLE; later losses are mended by
 * reconnecting and subscribing again, publishes waiting meanwhile up to `outgoingLimit`.
 */
export async function connectBus(config: BusConfig): Promise<Bus> {
  const { will } = config;
  const client = await openMqttConnection({
    url: config.url,
    connectDeadlineMs: config.connectDeadlineMs ?? 10_000,
    mqtt: {
      clientId: config.clientId,
      clean: true,
      keepalive: keepaliveSeconds,
      ...(will && {
        will: {
          topic: topicFor('tierStatus', will.tier),
          payload: Buffer.from(JSON.stringify(topics.tierStatus.schema.parse(will))),
          qos: topics.tierStatus.qos,
          retain: topics.tierStatus.retain,
        },
      }),
    },
  });
  return new MqttBus(client, config);
}
