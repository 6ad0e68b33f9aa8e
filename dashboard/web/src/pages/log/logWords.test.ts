import { describe, expect, it } from 'vitest';
import { factKey, orderedFacts } from './logWords.ts';

describe('what a row of the log tells', () => {
  it('comes with purpose and times first, and what has no word last, nothing lost', () => {
    const details = { ticketId: 't-1', to: '2', from: '1', purpose: 'p' };
    expect(orderedFacts(details).map(([name]) => name)).toEqual(['purpose', 'from', 'to', 'ticketId']);
  });

  it('keeps the name of a fact that has no word', () => {
    expect([factKey('purpose'), factKey('ticketId'), factKey('toString')]).toEqual(['log.fact.purpose', null, null]);
  });
});
