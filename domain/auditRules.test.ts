import { describe, expect, it } from 'vitest';
import { auditRules, shippedProfiles } from './auditRules.ts';

describe('the pack of rules', () => {
  it('says where each rule comes from in the language of the reader', () => {
    const english =
      /(?<!\p{L})(?:project|baseline|earlier|summary|reported|recommendation|only|asks|support|draft|to)(?!\p{L})/iu;
    const foreign = auditRules.filter(({ source }) => english.test(source.vi));
    expect(foreign.map(({ id, source }) => [id, source.vi])).toEqual([]);
  });

  it('names the same papers in both languages', () => {
    const papers = (text: string) => text.match(/\d+(?::\d+)?\/[\w-]*|Điều [\d.a-z]+/giu) ?? [];
    expect(auditRules.map(({ source }) => papers(source.vi))).toEqual(
      auditRules.map(({ source }) => papers(source.en)),
    );
  });

  it('is the same in every profile, and the one without its text has no threshold', () => {
    const ids = auditRules.map(({ id }) => id);
    expect(shippedProfiles.map(({ rules }) => rules.map(({ id }) => id))).toEqual([ids, ids]);
    const placeholder = shippedProfiles.find(({ name }) => name === 'HCMC-3288');
    expect(placeholder?.rules.every(({ threshold }) => Object.keys(threshold).length === 0)).toBe(true);
  });
});
