import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** Leaves of a dictionary as path → text; a plural counts once. */
function leaves(node: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') found.set(here, value);
    else if (typeof value === 'object' && value !== null)
      leaves(value, here).forEach((text, at) => found.set(at, text));
  }
  return found;
}

const plural = /_(?:one|other)$/u;
const keysOf = (dictionary: object): string[] =>
  [...new Set([...leaves(dictionary).keys()].map((key) => key.replace(plural, '')))].sort();
const holes = (text: string): string => [...new Set(text.match(/\{\{\w+\}\}/gu) ?? [])].sort().join(' ');

describe('dictionaries', () => {
  it('have the same keys in both languages', () => {
    expect(keysOf(en)).toEqual(keysOf(vi));
  });

  it('fill the same values into the same texts', () => {
    const english = leaves(en);
    const different = [...leaves(vi)].filter(([key, text]) => holes(text) !== holes(english.get(key) ?? ''));
    expect(different).toEqual([]);
  });

  it('hold composed characters only, so that every label is drawn whole', () => {
    const broken = [...leaves(vi), ...leaves(en)].filter(([, text]) => text !== text.normalize('NFC'));
    expect(broken).toEqual([]);
  });

  it('leave no text empty', () => {
    expect([...leaves(vi), ...leaves(en)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
