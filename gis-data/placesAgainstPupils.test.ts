import { describe, expect, it } from 'vitest';
import { placesAgainstPupils, type SchoolRooms } from './placesAgainstPupils.ts';

const school = (wardCode: string | null, classrooms: number | null, pupils: number | null): SchoolRooms => ({
  wardCode,
  classrooms,
  pupils,
  synthetic: false,
});

describe('places against pupils', () => {
  it('are classrooms by the norm less pupils, by ward', () => {
    const [short, over] = placesAgainstPupils([school('1', 10, 400), school('1', 10, 350), school('2', 4, 100)], 35);
    expect(short).toMatchObject({ wardCode: '1', places: 700, pupils: 750, balance: -50, reporting: 2, due: 2 });
    expect(over).toMatchObject({ wardCode: '2', places: 140, pupils: 100, balance: 40 });
  });

  it('leave a school out on both sides where one figure is missing', () => {
    const [ward] = placesAgainstPupils([school('1', 10, 300), school('1', null, 900), school('1', 50, null)], 45);
    expect(ward).toMatchObject({ places: 450, pupils: 300, balance: 150, reporting: 1, due: 3 });
  });

  it('are missing, not nought, where nobody reported', () => {
    const [ward] = placesAgainstPupils([school('1', null, null)], 45);
    expect(ward).toMatchObject({ places: null, pupils: null, balance: null, reporting: 0, due: 1 });
  });

  it('say that an invented school is among them', () => {
    const [ward] = placesAgainstPupils([school('1', 1, 1), { ...school('1', null, null), synthetic: true }], 45);
    expect(ward?.synthetic).toBe(true);
  });

  it('leave out schools of which no ward is known', () => {
    expect(placesAgainstPupils([school(null, 1, 1)], 45)).toEqual([]);
  });
});
