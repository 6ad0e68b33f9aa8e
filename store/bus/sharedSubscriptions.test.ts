import { describe, expect, it } from 'vitest';
import { topicFits } from './sharedSubscriptions.ts';

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
