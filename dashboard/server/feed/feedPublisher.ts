import { busMembers } from '@khue/domain/busRights';
import type { FeedClient, FeedHead } from '@khue/store/feed';
import type { Rights } from '../access/rights.ts';
import type { DashboardDeps } from '../parts.ts';
import { changesAfter } from './feedChanges.ts';

/** Changes published for one client in a row, before the next one's turn. */
const portion = 500;

/** Whether changes may be published under a client's name: those of the house's own members are theirs. */
export function isOwnTopic(name: string): boolean {
  return !busMembers.some((member) => member === name);
}

/**
 * Publishes changes for the clients that want them on MQTT, each on its own topic and of its own scope. Where it has come
 * is stored after the broker has taken them: what is published twice has the same version.
 */
export class FeedPublisher {
  readonly #deps: Pick<DashboardDeps, 'store' | 'bus' | 'log'>;
  readonly #rights: Rights;
  #published = 0;
  #failures = 0;
  #isFailing = false;

  constructor(deps: Pick<DashboardDeps, 'store' | 'bus' | 'log'>, rights: Rights) {
    this.#deps = deps;
    this.#rights = rights;
  }

  metrics(): Record<string, number> {
    return { feedPublished: this.#published, feedPublishFailures: this.#failures };
  }

  /** Up to a head; a failure is counted and told once, and tried again the next time. */
  async publish(head: FeedHead): Promise<void> {
    try {
      const clients = await this.#deps.store.feed.clients();
      for (const client of clients) {
        if (client.mqtt && !client.disabled && isOwnTopic(client.account.name)) await this.#publishFor(client, head);
      }
      this.#isFailing = false;
    } catch (err) {
      this.#failures += 1;
      if (!this.#isFailing) this.#deps.log.warn({ err }, 'changes cannot be published for clients of the feed');
      this.#isFailing = true;
    }
  }

  async #publishFor({ account, mqttNumber }: FeedClient, head: FeedHead): Promise<void> {
    const after = Math.max(mqttNumber, head.expired);
    if (after >= head.number) return;
    // Asked anew: a right that ended while changes came is no right to them.
    this.#rights.lookAgain();
    const rights = await this.#rights.of(account.id);
    if (!rights.holds('feed.read')) return;
    const { changes, number } = await changesAfter(this.#deps.store, head, rights.schools('feed.read'), {
      after,
      limit: portion,
    });
    for (const change of changes) await this.#deps.bus.publish('feedChange', change, account.name);
    this.#published += changes.length;
    await this.#deps.store.feed.markPublished(account.id, number);
  }
}
