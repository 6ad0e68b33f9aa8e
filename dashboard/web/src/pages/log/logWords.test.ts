import { describe, expect, it } from 'vitest';
import { factKey, orderedFacts, valueWords } from './logWords.ts';

describe('what a row of the log tells', () => {
  it('comes with purpose and times first, and what has no word last, nothing lost', () => {
    const details = { ticketId: 't-1', to: '2', from: '1', purpose: 'p' };
    expect(orderedFacts(details).map(([name]) => name)).toEqual(['purpose', 'from', 'to', 'ticketId']);
  });

  it('keeps the name of a fact that has no word', () => {
    expect([factKey('purpose'), factKey('ticketId'), factKey('toString')]).toEqual(['log.fact.purpose', null, null]);
  });

  it.each([
    ['zone', 'yard', ['log.value.zone.yard']],
    ['zonesBefore', 'yard, office', ['log.value.zone.yard', 'log.value.zone.office']],
    ['profile', 'sub', ['log.value.profile.sub']],
    ['ended', 'left', ['log.value.ended.left']],
    ['reason', 'KHUE_NOT_ALLOWED', ['log.value.reason.KHUE_NOT_ALLOWED']],
    ['reason', 'Xác minh phản ánh, tại sân', ['Xác minh phản ánh, tại sân']],
    ['note', 'left', ['left']],
    ['ended', 'toString', ['toString']],
  ])('says %s %s in words where the house chose it, and as written where somebody wrote it', (name, value, said) => {
    expect(valueWords(name, value).map((word) => ('key' in word ? word.key : word.text))).toEqual(said);
  });
});
