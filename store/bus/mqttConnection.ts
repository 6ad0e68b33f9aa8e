import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { KhueError } from '@khue/domain/errors';

/** MQTT protocol levels the house speaks: 5, and 4 (3.1.1) where the broker knows no better. */
type ProtocolVersion = 4 | 5;

/** CONNACK codes with which a broker refuses a protocol level: MQTT 3.1.1 table 3.1, MQTT 5 §3.2.2.2. */
const versionRefusals = new Set([0x01, 0x84]);

const reconnectPeriodMs = 1_000;

interface ConnectionOptions {
  /** `mqtt://host:port` */
  readonly url: string;
  readonly mqtt: IClientOptions;
  readonly connectDeadlineMs: number;
}

type Attempt = { readonly client: MqttClient } | { readonly refused: 'version' } | { readonly failure: Error };

/** Ends a client without waiting for its peer. */
async function abandon(client: MqttClient): Promise<void> {
  client.removeAllListeners();
  client.on('error', () => {});
  await client.endAsync(true);
}

async function attempt(options: ConnectionOptions, protocolVersion: ProtocolVersion): Promise<Attempt> {
  const client = connect(options.url, {
    ...options.mqtt,
    protocolVersion,
    reconnectPeriod: reconnectPeriodMs,
    connectTimeout: options.connectDeadlineMs,
    resubscribe: true,
  });
  const outcome = await new Promise<Attempt>((resolve) => {
    let last: Error | undefined;
    const deadline = setTimeout(
      () => resolve({ failure: last ?? new Error('no answer within the deadline') }),
      options.connectDeadlineMs,
    );
    client.once('connect', () => {
      clearTimeout(deadline);
      resolve({ client });
    });
    client.on('error', (error: Error & { code?: number | string }) => {
      last = error;
      if (typeof error.code !== 'number') return;
      clearTimeout(deadline);
      resolve(versionRefusals.has(error.code) ? { refused: 'version' } : { failure: error });
    });
  });
  if (!('client' in outcome)) await abandon(client);
  return outcome;
}

/**
 * Connects to a broker and keeps the connection: MQTT 5 first, 3.1.1 where the broker refuses 5.
 * Retries until the deadline; then, or when the broker refuses the client, throws KHUE_TIER_UNAVAILABLE.
 */
export async function openMqttConnection(options: ConnectionOptions): Promise<MqttClient> {
  let outcome = await attempt(options, 5);
  if ('refused' in outcome) outcome = await attempt(options, 4);
  if ('client' in outcome) return outcome.client;
  const cause = 'failure' in outcome ? outcome.failure : undefined;
  throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'bus' }, { cause });
}
