import type { z } from 'zod';
import { type BusMember, type TopicDefinition, topics } from './bus.ts';

/** Everyone who has an account at the broker: whom some topic names. In one order, for files made from it. */
export const busMembers: readonly BusMember[] = ['ingest', 'gateway', 'dashboard', 'cli'];

const declared: readonly TopicDefinition<z.ZodType>[] = Object.values(topics);

/** Whether a topic fits an MQTT filter with `+` and `#` (MQTT 5 §4.7). */
export function topicFits(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const given = topic.split('/');
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true;
    if (i >= given.length || (level !== '+' && level !== given[i])) return false;
  }
  return wanted.length === given.length;
}

/** Whether every topic that fits `inner` fits `outer`, which has no `#`: then a subscription is not wider than declared. */
function filterWithin(inner: string, outer: string): boolean {
  const given = inner.split('/');
  const allowed = outer.split('/');
  return (
    given.length === allowed.length &&
    given.every((level, i) => level !== '#' && (allowed[i] === '+' || allowed[i] === level))
  );
}

/** Filters that a member may publish to, narrowed to the instance it speaks for. */
export function publishFilters(member: BusMember): readonly string[] {
  return declared
    .filter(({ publishers }) => publishers.includes(member))
    .map(({ filter, instances }) => filter.replace('+', instances?.[member] ?? '+'));
}

/** Filters that a member may subscribe to. */
export function subscribeFilters(member: BusMember): readonly string[] {
  return declared.filter(({ subscribers }) => subscribers.includes(member)).map(({ filter }) => filter);
}

/** Whether a member may publish a message: its topic is declared for it, and retained only where the topic is. */
export function mayPublish(member: BusMember, topic: string, retain: boolean): boolean {
  return declared.some(
    ({ filter, publishers, instances, retain: retained }) =>
      publishers.includes(member) &&
      topicFits(filter.replace('+', instances?.[member] ?? '+'), topic) &&
      (retained || !retain),
  );
}

/** Whether a member may subscribe to a filter (without `$share/<group>/`): all of it must be declared for it. */
export function maySubscribe(member: BusMember, filter: string): boolean {
  return subscribeFilters(member).some((allowed) => filterWithin(filter, allowed));
}

/** Filters of a client from outside: its own instance of what is declared for clients. */
export function clientFilters(name: string): readonly string[] {
  return declared.filter(({ clients }) => clients === 'own_instance').map(({ filter }) => filter.replace('+', name));
}

/** Whether a client from outside may subscribe to a filter: to its own instances, word for word. */
export function mayClientSubscribe(name: string, filter: string): boolean {
  return clientFilters(name).includes(filter);
}
