import { describe, expect, it } from 'vitest';
import { type BusMember, topics } from './bus.ts';
import { busMembers, mayPublish, maySubscribe, publishFilters, topicFits } from './busRights.ts';

describe('a topic filter', () => {
  it.each([
    ['a/b', 'a/b'],
    ['a/+', 'a/b'],
    ['a/+/c', 'a//c'],
    ['a/#', 'a/b/c'],
    ['a/#', 'a'],
    ['#', 'a/b'],
  ])('%s takes %s', (filter, topic) => {
    expect(topicFits(filter, topic)).toBe(true);
  });

  it.each([
    ['a/b', 'a'],
    ['a', 'a/b'],
    ['a/+', 'a'],
    ['a/+', 'a/b/c'],
    ['a/b', 'a/B'],
  ])('%s does not take %s', (filter, topic) => {
    expect(topicFits(filter, topic)).toBe(false);
  });
});

describe('the rights of the bus', () => {
  it('know everyone whom a topic names, and nobody else', () => {
    const named = new Set<BusMember>(
      Object.values(topics).flatMap(({ publishers, subscribers }) => [...publishers, ...subscribers]),
    );
    expect([...named].toSorted()).toEqual(busMembers.toSorted());
  });

  it('leave withdrawals to the dashboard', () => {
    expect(busMembers.filter((member) => mayPublish(member, 'khue/v1/access/revoked', false))).toEqual(['dashboard']);
  });

  it('let a tier tell its own state alone, and the terminal the simulator’s', () => {
    expect(publishFilters('gateway')).toEqual(['khue/v1/cameras/+/status', 'khue/v1/tiers/gateway/state']);
    expect(mayPublish('gateway', 'khue/v1/tiers/dashboard/state', true)).toBe(false);
    expect(mayPublish('cli', 'khue/v1/tiers/simulator/state', true)).toBe(true);
  });

  it('keep nothing that its topic does not keep', () => {
    expect(mayPublish('dashboard', 'khue/v1/access/revoked', true)).toBe(false);
  });

  it.each(['#', 'khue/#', 'khue/v1/cameras/#', 'khue/v1/+/+/status', 'khue/v1/+/changed', '+/v1/registry/changed'])(
    'give nobody %s, which is wider than declared',
    (filter) => {
      expect(busMembers.filter((member) => maySubscribe(member, filter))).toEqual([]);
    },
  );

  it('let a subscription be narrower than declared', () => {
    expect(maySubscribe('ingest', 'khue/v1/cameras/one/status')).toBe(true);
    expect(maySubscribe('gateway', 'khue/v1/cameras/one/status')).toBe(false);
  });
});
