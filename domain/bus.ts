import type { z } from 'zod';
import { cameraStatusSchema } from './cameraStatus.ts';
import { registryChangedSchema } from './import.ts';
import { tierStatusSchema } from './tier.ts';

/** How a topic is used on the bus (MQTT 5). */
export interface TopicDefinition<Schema extends z.ZodType> {
  /** Filter to subscribe to every instance. */
  readonly filter: string;
  readonly schema: Schema;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

function topic<Schema extends z.ZodType>(definition: TopicDefinition<Schema>): TopicDefinition<Schema> {
  return definition;
}

/** Every topic of the house. `filter` holds at most one `+`, which an instance's id replaces. */
export const topics = {
  /** gateway → ingest, dashboard: health of one camera. */
  cameraStatus: topic({ filter: 'khue/v1/cameras/+/status', schema: cameraStatusSchema, qos: 1, retain: false }),
  /** ingest → gateway, dashboard: units, schools or cameras changed; read them again. */
  registryChanged: topic({ filter: 'khue/v1/registry/changed', schema: registryChangedSchema, qos: 1, retain: false }),
  /** every tier → dashboard. */
  tierStatus: topic({ filter: 'khue/v1/tiers/+/state', schema: tierStatusSchema, qos: 1, retain: true }),
} as const;

export type TopicName = keyof typeof topics;
export type TopicMessage<Name extends TopicName> = z.infer<(typeof topics)[Name]['schema']>;

/** The concrete topic for an instance: `topicFor('cameraStatus', id)`. */
export function topicFor(name: TopicName, id = ''): string {
  return topics[name].filter.replace('+', id);
}
