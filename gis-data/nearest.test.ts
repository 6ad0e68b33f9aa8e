import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const schools = [
  { id: 'far', lon: 106.8, lat: 10.8 },
  { id: 'near', lon: 106.701, lat: 10.8 },
  { id: 'middle', lon: 106.7, lat: 10.82 },
];

describe('nearest schools', () => {
  it('come nearest first with their distance', () => {
    const found = nearest({ lon: 106.7, lat: 10.8 }, schools, 2);
    expect(found.map(({ place }) => place.id)).toEqual(['near', 'middle']);
    expect(found[0]?.metres).toBeCloseTo(109.3, 0);
    expect(found[1]?.metres).toBeCloseTo(2_212, -1);
  });

  it('are all there are where more are asked for', () => {
    expect(nearest({ lon: 106.7, lat: 10.8 }, schools, 20)).toHaveLength(3);
  });
});
