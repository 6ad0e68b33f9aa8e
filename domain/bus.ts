import type { z } from 'zod';
import { alarmSchema } from './alarm.ts';
import { cameraStatusSchema } from './cameraStatus.ts';
import { feedMessageSchema } from './feed.ts';
import { registryChangedSchema } from './import.ts';
import { revocationSchema } from './revocation.ts';
import { type TierName, tierStatusSchema } from './tier.ts';

/** Who speaks on the bus: a tier, or a command of the house. */
export type BusMember = TierName | 'cli';

/** How a topic is used on the bus (MQTT 5). */
export interface TopicDefinition<Schema extends z.ZodType> {
  /** Filter to subscribe to every instance. */
  readonly filter: string;
  readonly schema: Schema;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Who may say it, and who may hear it; whoever is not named may not. Client and broker both hold to it (`busRights.ts`). */
  readonly publishers: readonly BusMember[];
  readonly subscribers: readonly BusMember[];
  /** Clients from outside the house hear the instance of their own name, and nothing else of the bus. */
  readonly clients?: 'own_instance';
  /** The one instance that a publisher speaks for; a publisher that is not named here speaks for all. */
  readonly instances?: Readonly<Partial<Record<BusMember, string>>>;
}

function topic<Schema extends z.ZodType>(definition: TopicDefinition<Schema>): TopicDefinition<Schema> {
  return definition;
}

/** Every topic of the house. `filter` holds at most one `+`, which an instance's id replaces. */
export const topics = {
  /** gateway → ingest, dashboard: health of one camera. */
  cameraStatus: topic({
    filter: 'khue/v1/cameras/+/status',
    schema: cameraStatusSchema,
    qos: 1,
    retain: false,
    publishers: ['gateway'],
    subscribers: ['ingest', 'dashboard'],
  }),
  /** ingest → gateway, dashboard, ingest: units, schools or cameras changed; read them again. */
  registryChanged: topic({
    filter: 'khue/v1/registry/changed',
    schema: registryChangedSchema,
    qos: 1,
    retain: false,
    publishers: ['ingest', 'cli'],
    subscribers: ['gateway', 'dashboard', 'ingest'],
  }),
  /** ingest, dashboard → dashboard, ingest: an alarm as it is now. An older version never overwrites a newer one. */
  alarmChanged: topic({
    filter: 'khue/v1/alarms/+/changed',
    schema: alarmSchema,
    qos: 1,
    retain: false,
    publishers: ['ingest', 'dashboard'],
    subscribers: ['dashboard', 'ingest'],
  }),
  /** dashboard → one client of the feed, by its account's name: a change, the same as over HTTP, or that it begin anew. */
  feedChange: topic({
    filter: 'khue/v1/feed/+/changes',
    schema: feedMessageSchema,
    qos: 1,
    retain: false,
    publishers: ['dashboard'],
    subscribers: [],
    clients: 'own_instance',
  }),
  /** dashboard → gateway: a right ended; cut what was opened by it. */
  accessRevoked: topic({
    filter: 'khue/v1/access/revoked',
    schema: revocationSchema,
    qos: 1,
    retain: false,
    publishers: ['dashboard'],
    subscribers: ['gateway'],
  }),
  /** every tier → dashboard. A tier tells its own state alone; `khue start` tells the simulator's. */
  tierStatus: topic({
    filter: 'khue/v1/tiers/+/state',
    schema: tierStatusSchema,
    qos: 1,
    retain: true,
    publishers: ['ingest', 'gateway', 'dashboard', 'cli'],
    subscribers: ['dashboard'],
    instances: { ingest: 'ingest', gateway: 'gateway', dashboard: 'dashboard', cli: 'simulator' },
  }),
} as const;

export type TopicName = keyof typeof topics;
export type TopicMessage<Name extends TopicName> = z.infer<(typeof topics)[Name]['schema']>;

/** The concrete topic for an instance: `topicFor('cameraStatus', id)`. */
export function topicFor(name: TopicName, id = ''): string {
  return topics[name].filter.replace('+', id);
}
