import { busMembers } from '@khue/domain/busRights';
import { citySecond } from '@khue/domain/cityTime';
import { type FeedMessage, snapshotPath } from '@khue/domain/feed';
import type { FeedClient, FeedHead } from '@khue/store/feed';
import type { Rights } from '../access/rights.ts';
import type { DashboardDeps } from '../parts.ts';
import { changesAfter, type FeedScope, scopeTextAt } from './feedChanges.ts';

/** Changes published for one client in a row, before the next one's turn. */
const portion = 500;
/** What an account hears of that holds no right to read. */
const nothing: ReadonlySet<string> = new Set();

/** Whether changes may be published under a client's name: those of the house's own members are theirs. */
export function isOwnTopic(name: string): boolean {
  return !busMembers.some((member) => member === name);
}

/**
 * Publishes changes for the clients that want them on MQTT, each on its own topic and of its own scope. Where it has come
 * is stored after the broker has taken them: what is published twice has the same version. Where changes alone would leave a
 * gap, and to begin with, the client is told to take the snapshot, as it is over HTTP (410).
 */
export class FeedPublisher {
  readonly #deps: Pick<DashboardDeps, 'store' | 'bus' | 'clock' | 'log'>;
  readonly #rights: Rights;
  /** The scope of each client that was last published for. */
  readonly #scopes = new Map<string, FeedScope>();
  #published = 0;
  #restarts = 0;
  #failures = 0;
  #isFailing = false;

  constructor(deps: Pick<DashboardDeps, 'store' | 'bus' | 'clock' | 'log'>, rights: Rights) {
    this.#deps = deps;
    this.#rights = rights;
  }

  metrics(): Record<string, number> {
    return { feedPublished: this.#published, feedRestarts: this.#restarts, feedPublishFailures: this.#failures };
  }

  /** Up to a head; a failure is counted and told once, and tried again the next time. */
  async publish(head: FeedHead): Promise<void> {
    try {
      const all = await this.#deps.store.feed.clients();
      const clients = all.filter(({ mqtt, disabled, account }) => mqtt && !disabled && isOwnTopic(account.name));
      const ids = new Set(clients.map(({ account }) => account.id));
      for (const id of this.#scopes.keys()) if (!ids.has(id)) this.#scopes.delete(id);
      for (const client of clients) await this.#publishFor(client, head);
      this.#isFailing = false;
    } catch (err) {
      this.#failures += 1;
      if (!this.#isFailing) this.#deps.log.warn({ err }, 'changes cannot be published for clients of the feed');
      this.#isFailing = true;
    }
  }

  async #publishFor({ account, mqttNumber, mqttScope }: FeedClient, head: FeedHead): Promise<void> {
    const hasChanged = mqttNumber < head.number;
    // Asked anew: a right that ended while changes came is no right to them.
    if (hasChanged) this.#rights.lookAgain();
    const rights = await this.#rights.of(account.id);
    const scope = rights.holds('feed.read') ? rights.schools('feed.read') : nothing;
    if (!hasChanged && this.#scopes.get(account.id) === scope) return;
    const { store, bus } = this.#deps;
    const isWhole = mqttScope === (await scopeTextAt(store, scope, mqttNumber));
    if (isWhole && mqttNumber >= head.expired) {
      const { changes, number } = await changesAfter(store, head, scope, { after: mqttNumber, limit: portion });
      for (const change of changes) await bus.publish('feedChange', change, account.name);
      this.#published += changes.length;
      await store.feed.markPublished(account.id, { number, scope: await scopeTextAt(store, scope, number) });
    } else {
      await bus.publish('feedChange', this.#restart(), account.name);
      this.#restarts += 1;
      const { number } = head;
      await store.feed.markPublished(account.id, { number, scope: await scopeTextAt(store, scope, number) });
    }
    this.#scopes.set(account.id, scope);
  }

  #restart(): FeedMessage {
    return { SuKien: 'RESTART', ThoiGianCapNhat: citySecond(this.#deps.clock.now()), snapshot: snapshotPath };
  }
}
