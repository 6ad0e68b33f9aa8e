import { createHash, timingSafeEqual } from 'node:crypto';
import type { AedesOptions, AuthorizeSubscribeHandler, Client } from 'aedes';
import type { BusMember } from '@khue/domain/bus';
import { busMembers, mayPublish, maySubscribe } from '@khue/domain/busRights';
import type { BusSecrets } from './busSecrets.ts';
import type { Refusals } from './refusals.ts';
import { plainFilter } from './sharedSubscriptions.ts';

const digest = (text: string | Readonly<Buffer>): Buffer => createHash('sha256').update(text).digest();

/**
 * Rights at the embedded broker, from the one declaration (`domain/bus.ts`): who proves no member's secret is not let in,
 * a message that its sender may not publish ends the connection (a last will is dropped), a subscription wider than
 * declared is refused (SUBACK 0x80). A name in use by another member, and a session that outlives its connection, which
 * would be found by name alone, are refused as well.
 */
export function brokerRights(
  secrets: BusSecrets,
  refusals: Refusals,
  subscribeShared: AuthorizeSubscribeHandler,
): Required<Pick<AedesOptions, 'authenticate' | 'authorizePublish' | 'authorizeSubscribe'>> & {
  /** To be called when the connection of a client has closed. */
  readonly forget: (client: Client) => void;
} {
  const digests = new Map([...secrets].map(([member, secret]) => [member, digest(secret)]));
  const members = new WeakMap<Client, BusMember>();
  /** Who holds a client id; bounded by the connections. */
  const owners = new Map<string, Client>();

  function proven(name: string | undefined, password: Readonly<Buffer> | undefined): BusMember | null {
    const member = busMembers.find((known) => known === name);
    const expected = member === undefined ? undefined : digests.get(member);
    if (member === undefined || expected === undefined || password === undefined) return null;
    return timingSafeEqual(expected, digest(password)) ? member : null;
  }

  return {
    authenticate(client, username, password, done) {
      const member = proven(username, password);
      const owner = owners.get(client.id);
      const taken = owner !== undefined && member !== null && members.get(owner) !== member;
      if (member === null || taken || !client.clean) {
        const why = member === null ? 'not a member' : taken ? 'client id of another member' : 'not a clean session';
        refusals.count('connection', username ?? '', why);
        done(null, false);
        return;
      }
      members.set(client, member);
      owners.set(client.id, client);
      done(null, true);
    },
    authorizePublish(client, packet, done) {
      const member = client === null ? undefined : members.get(client);
      if (member !== undefined && mayPublish(member, packet.topic, packet.retain)) {
        done(null);
        return;
      }
      refusals.count('publish', member ?? '', packet.topic);
      done(new Error('not declared'));
    },
    authorizeSubscribe(client, subscription, done) {
      const member = client === null ? undefined : members.get(client);
      if (member !== undefined && maySubscribe(member, plainFilter(subscription.topic))) {
        subscribeShared(client, subscription, done);
        return;
      }
      refusals.count('subscribe', member ?? '', subscription.topic);
      done(null, null);
    },
    forget(client) {
      if (owners.get(client.id) === client) owners.delete(client.id);
    },
  };
}
