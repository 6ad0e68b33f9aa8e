/** What the tiers see of the bus. `connectBus` (connectBus.ts) makes one over MQTT 5. */
import type { TopicMessage, TopicName } from '@khue/domain/bus';

export interface Bus {
  /** Publishes a validated message; `id` fills the `+` of the topic. Resolves when the broker has it (QoS 1) or it is sent. */
  publish<Name extends TopicName>(name: Name, message: TopicMessage<Name>, id?: string): Promise<void>;
  /** Calls back for every valid message; an invalid one is counted in `metrics().invalid` and dropped. `group` shares the load. */
  subscribe<Name extends TopicName>(
    name: Name,
    onMessage: (message: TopicMessage<Name>) => void,
    options?: { readonly group?: string },
  ): Promise<void>;
  /** `connected`, `invalid` messages dropped, `refused` publishes because the outgoing queue was full. */
  metrics(): { readonly connected: boolean; readonly invalid: number; readonly refused: number };
  close(): Promise<void>;
}
