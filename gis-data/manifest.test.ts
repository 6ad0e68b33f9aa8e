import { describe, expect, it } from 'vitest';
import { layerSources } from './manifest.ts';
import { wardTable } from './wards.ts';

describe('the manifest', () => {
  it('lists one part for each of the 168 communes, by code and without doubles', () => {
    const [parts] = layerSources().flatMap((source) => source.parts ?? []);
    const codes = (parts?.files ?? []).map(({ file }) => file.split('_')[0]);
    expect(codes).toEqual(
      wardTable()
        .map(({ code }) => code)
        .toSorted(),
    );
  });

  it('takes the parts from one commit, not from a branch that moves', () => {
    const bases = layerSources().flatMap(({ parts }) => parts?.base ?? []);
    expect(bases.filter((base) => !/\/[0-9a-f]{40}\//u.test(base))).toEqual([]);
  });
});
