import { describe, expect, it } from 'vitest';
import { SiteQueue } from './siteQueue.ts';

const limits = { maxInFlight: 6, maxInFlightPerSite: 2, maxInFlightPerDarkSite: 4 };

function takeAll(queue: SiteQueue<string>): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next !== null; next = queue.take()) taken.push(next.item);
  return taken;
}

describe('SiteQueue', () => {
  it('lets sites take turns, each up to its limit', () => {
    const queue = new SiteQueue<string>(limits);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1']) queue.push(item.charAt(0), item, false);
    expect(takeAll(queue)).toEqual(['a1', 'b1', 'c1', 'a2']);
    expect([queue.inFlight, queue.waiting]).toEqual([4, 1]);
    queue.done('a', false);
    expect(takeAll(queue)).toEqual(['a3']);
  });

  it('starts no more than its limit in all', () => {
    const queue = new SiteQueue<string>(limits);
    for (let site = 0; site < 10; site += 1) queue.push(`site ${site}`, `item ${site}`, false);
    expect(takeAll(queue)).toHaveLength(6);
    queue.done('site 0', false);
    expect(takeAll(queue)).toEqual(['item 6']);
  });

  it('starts what is urgent before the rest of its site', () => {
    const queue = new SiteQueue<string>(limits);
    queue.push('a', 'first', false);
    queue.push('a', 'urgent', true);
    expect(takeAll(queue)).toEqual(['urgent', 'first']);
  });

  it('starts more at a site from which nothing comes back, until something does', () => {
    const queue = new SiteQueue<string>(limits);
    for (let index = 0; index < 12; index += 1) queue.push('a', `${index}`, false);
    takeAll(queue);
    queue.done('a', true);
    takeAll(queue);
    expect(queue.inFlight).toBe(4);
    for (let index = 0; index < 3; index += 1) queue.done('a', false);
    takeAll(queue);
    expect(queue.inFlight).toBe(2);
  });
});
