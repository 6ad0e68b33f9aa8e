import type { AedesPublishPacket, AuthorizeForwardHandler, AuthorizeSubscribeHandler, Client } from 'aedes';
import { topicFits } from '@khue/domain/busRights';

interface Share {
  readonly filter: string;
  readonly members: Client[];
}

const shareShape = /^\$share\/(?<group>[^/+#]+)\/(?<filter>.+)$/u;

/** The filter that a subscription takes part in: without `$share/<group>/`. */
export function plainFilter(subscribed: string): string {
  return shareShape.exec(subscribed)?.groups?.['filter'] ?? subscribed;
}

/**
 * Shared subscriptions (`$share/group/filter`, MQTT 5 §4.8.2) for aedes, which has none: every member subscribes to
 * the plain filter and each message is forwarded to one member in turn. A client is either in a group of a filter or
 * subscribes to it plainly, not both. Groups are bounded by the clients that are connected.
 */
export function sharedSubscriptions(): {
  readonly authorizeSubscribe: AuthorizeSubscribeHandler;
  readonly authorizeForward: AuthorizeForwardHandler;
  readonly forget: (client: Client) => void;
} {
  const shares = new Map<string, Share>();
  return {
    authorizeSubscribe(client, subscription, done) {
      const match = shareShape.exec(subscription.topic)?.groups;
      if (match === undefined) {
        done(null, subscription);
        return;
      }
      const { filter = '' } = match;
      const share = shares.get(subscription.topic) ?? { filter, members: [] };
      shares.set(subscription.topic, share);
      if (!share.members.includes(client)) share.members.push(client);
      done(null, { ...subscription, topic: filter });
    },
    authorizeForward(client, packet: AedesPublishPacket & { brokerCounter?: number }) {
      for (const { filter, members } of shares.values()) {
        if (!members.includes(client) || !topicFits(filter, packet.topic)) continue;
        const turn = (packet.brokerCounter ?? 0) % members.length;
        return members[turn] === client ? packet : null;
      }
      return packet;
    },
    forget(client) {
      for (const [name, { members }] of shares) {
        const at = members.indexOf(client);
        if (at >= 0) members.splice(at, 1);
        if (members.length === 0) shares.delete(name);
      }
    },
  };
}
