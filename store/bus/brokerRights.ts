import { createHash, timingSafeEqual } from 'node:crypto';
import type { AedesOptions, AuthorizeSubscribeHandler, Client } from 'aedes';
import type { BusMember } from '@khue/domain/bus';
import { busMembers, mayClientSubscribe, mayPublish, maySubscribe } from '@khue/domain/busRights';
import type { BusSecrets } from './busSecrets.ts';
import type { Refusals } from './refusals.ts';
import { plainFilter } from './sharedSubscriptions.ts';

const digest = (text: string | Readonly<Buffer>): Buffer => createHash('sha256').update(text).digest();

/** Whether a client of the feed from outside the house is who it says, by its name and a key of its own. */
export type ClientProof = (name: string, key: string) => Promise<boolean>;

/** Who has proved who he is: a member of the house, or a client from outside. */
type Identity = { readonly member: BusMember } | { readonly client: string; readonly key: string };

function isSame(a: Identity, b: Identity): boolean {
  if ('member' in a) return 'member' in b && a.member === b.member;
  return 'client' in b && a.client === b.client;
}

/** Keys of clients that are connected are looked at again so often. */
const proveEveryMs = 2_000;

type Handlers = Required<Pick<AedesOptions, 'authenticate' | 'authorizePublish' | 'authorizeSubscribe'>>;

/**
 * Rights at the embedded broker, from the one declaration (`domain/bus.ts`): who proves no member's secret and no client's
 * key is not let in, a message that its sender may not publish ends the connection (a last will is dropped), a
 * subscription wider than declared is refused (SUBACK 0x80). A name in use by another member, and a session that outlives
 * its connection, which would be found by name alone, are refused as well. A client whose key is over is cut.
 */
export function brokerRights(
  secrets: BusSecrets,
  refusals: Refusals,
  subscribeShared: AuthorizeSubscribeHandler,
  proveClient: ClientProof | null,
): Handlers & {
  /** To be called when the connection of a client has closed. */
  readonly forget: (client: Client) => void;
  readonly stop: () => void;
} {
  const digests = new Map([...secrets].map(([member, secret]) => [member, digest(secret)]));
  const identities = new WeakMap<Client, Identity>();
  /** Who holds a client id; bounded by the connections. */
  const owners = new Map<string, Client>();
  const proving = setInterval(() => void proveAgain(), proveEveryMs);
  proving.unref();

  async function proven(name: string, password: Readonly<Buffer> | undefined): Promise<Identity | null> {
    if (password === undefined) return null;
    const member = busMembers.find((known) => known === name);
    if (member !== undefined) {
      const expected = digests.get(member);
      return expected !== undefined && timingSafeEqual(expected, digest(password)) ? { member } : null;
    }
    const key = password.toString();
    return proveClient !== null && (await proveClient(name, key)) ? { client: name, key } : null;
  }

  /** Cuts clients whose key is over; where that cannot be asked, they stay until it can. */
  async function proveAgain(): Promise<void> {
    for (const client of owners.values()) {
      const identity = identities.get(client);
      if (identity === undefined || 'member' in identity || proveClient === null) continue;
      const isGood = await proveClient(identity.client, identity.key).catch(() => true);
      if (isGood) continue;
      refusals.count('connection', identity.client, 'key over');
      client.close();
    }
  }

  function admit(client: Client, identity: Identity | null, name: string): boolean {
    const owner = owners.get(client.id);
    const owned = owner === undefined ? undefined : identities.get(owner);
    const isTaken = identity !== null && owned !== undefined && !isSame(owned, identity);
    if (identity === null || isTaken || !client.clean) {
      const why = identity === null ? 'not a member' : isTaken ? 'client id of another member' : 'not a clean session';
      refusals.count('connection', name, why);
      return false;
    }
    identities.set(client, identity);
    owners.set(client.id, client);
    return true;
  }

  async function letIn(client: Client, name = '', password?: Readonly<Buffer>): Promise<boolean> {
    try {
      return admit(client, await proven(name, password), name);
    } catch {
      refusals.count('connection', name, 'cannot be asked');
      return false;
    }
  }

  async function answer(
    client: Client,
    name: string | undefined,
    password: Readonly<Buffer> | undefined,
    done: Parameters<Handlers['authenticate']>[3],
  ): Promise<void> {
    done(null, await letIn(client, name, password));
  }

  return {
    authenticate(client, username, password, done) {
      void answer(client, username, password, done);
    },
    authorizePublish(client, packet, done) {
      const identity = client === null ? undefined : identities.get(client);
      if (identity !== undefined && 'member' in identity && mayPublish(identity.member, packet.topic, packet.retain)) {
        done(null);
        return;
      }
      refusals.count('publish', nameOf(identity), packet.topic);
      done(new Error('not declared'));
    },
    authorizeSubscribe(client, subscription, done) {
      const identity = client === null ? undefined : identities.get(client);
      const { topic } = subscription;
      if (identity !== undefined && 'member' in identity && maySubscribe(identity.member, plainFilter(topic))) {
        subscribeShared(client, subscription, done);
        return;
      }
      if (identity !== undefined && 'client' in identity && mayClientSubscribe(identity.client, topic)) {
        done(null, subscription);
        return;
      }
      refusals.count('subscribe', nameOf(identity), topic);
      done(null, null);
    },
    forget(client) {
      if (owners.get(client.id) === client) owners.delete(client.id);
    },
    stop: () => clearInterval(proving),
  };
}

function nameOf(identity: Identity | undefined): string {
  if (identity === undefined) return '';
  return 'member' in identity ? identity.member : identity.client;
}
