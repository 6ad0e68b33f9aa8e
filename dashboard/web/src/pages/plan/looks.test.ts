import { describe, expect, it } from 'vitest';
import { classesOf } from './classes.ts';
import { isAmong, tally, type Ward, wardLooks } from './looks.ts';
import type { PlaceValue } from './measures.ts';

const bound = { at: 100, kind: 'atLeast' } as const;
const ward = (code: string, fullName = `Phường ${code}`): Ward => ({ code, name: code, fullName });
const told = (value: number | null, reporting = 1, due = 1): PlaceValue => ({
  value,
  numerator: value,
  denominator: 1,
  reporting,
  due,
  met: value === null ? null : value >= bound.at,
});
const wards = [ward('full'), ward('short'), ward('silent'), ward('partly'), ward('none'), ward('rural', 'Xã rural')];
const values = new Map([
  ['full', told(100)],
  ['short', told(20)],
  ['silent', told(null, 0, 3)],
  ['partly', told(100, 3, 4)],
  ['rural', told(100, 4, 5)],
]);

describe('wards on the planning map', () => {
  const looks = wardLooks(wards, values, { classes: classesOf([20, 100], bound), bound, filter: 'all' });

  it('that are short of the target are coloured and outlined; those that meet it are not outlined', () => {
    expect(looks.get('short')).toMatchObject({ colour: '#9c3a0b', unmet: true });
    expect(looks.get('full')).toMatchObject({ colour: '#d3d1e8', unmet: false });
  });

  it('where nobody reported are hatched, and never in the colour of a class', () => {
    expect(looks.get('silent')).toMatchObject({ colour: null, missing: true, unmet: false });
  });

  it('where no school of the level is are neither hatched nor coloured', () => {
    expect(looks.get('none')).toMatchObject({ colour: null, missing: false });
  });

  it('are incomplete under 80 % reporting, and complete from there on', () => {
    expect([looks.get('partly')?.incomplete, looks.get('rural')?.incomplete]).toEqual([true, false]);
  });

  it('are counted by what is known of them', () => {
    const rows = wards.map(({ code }) => ({ told: values.get(code) }));
    expect(tally(rows)).toEqual({ unmet: 1, met: 3, known: 4, missing: 1, empty: 1, incomplete: 1 });
  });

  it.each([
    ['ward', ['full', 'short', 'silent', 'partly', 'none']],
    ['rural', ['rural']],
    ['unmet', ['short']],
  ] as const)('are filtered: %s', (filter, left) => {
    expect(wards.filter((one) => isAmong(one, values.get(one.code), filter)).map(({ code }) => code)).toEqual(left);
  });
});
