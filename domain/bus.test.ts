import { describe, expect, it } from 'vitest';
import { topics } from './bus.ts';
import { tierNameSchema } from './tier.ts';

describe('topics of the bus', () => {
  it.each(Object.entries(topics))('%s declares who may say it and who may hear it', (_name, topic) => {
    const members = new Set<string>([...tierNameSchema.options, 'cli', 'client']);
    const hearers = topic.clients === undefined ? topic.subscribers : [...topic.subscribers, 'client'];
    for (const declared of [topic.publishers, hearers]) {
      expect(declared.length).toBeGreaterThan(0);
      expect(declared.every((member) => members.has(member))).toBe(true);
    }
    expect(topic.filter.split('+').length).toBeLessThanOrEqual(2);
  });
});
