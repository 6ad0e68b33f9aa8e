import { describe, expect, it } from 'vitest';
import { buildCity } from './city.ts';

const city = buildCity({ schools: 24, cameras: 96, seed: 'khue' });
const scenes = new Set(
  'backyard bikes classroom corridor court gate kitchen nightgate nightyard nursery service stairs yard'.split(' '),
);

describe('the synthetic city', () => {
  it('is the same for the same seed and another for another', () => {
    expect(buildCity({ schools: 24, cameras: 96, seed: 'khue' })).toEqual(city);
    expect(buildCity({ schools: 24, cameras: 96, seed: 'other' })).not.toEqual(city);
  });

  it('calls every school a simulated one, in its name, short name and address', () => {
    for (const school of buildCity({ schools: 400, cameras: 400, seed: 'khue' }).schools) {
      expect(school.name).toMatch(/^Trường Mô phỏng /u);
      expect(school.shortName).toMatch(/^MP /u);
      expect(school.address).toContain('mô phỏng');
    }
  });

  it('never gives two schools the same name or code', () => {
    const { schools } = buildCity({ schools: 400, cameras: 400, seed: 'khue' });
    expect(new Set(schools.map((school) => school.name)).size).toBe(400);
    expect(new Set(schools.map((school) => school.code)).size).toBe(400);
  });

  it('deals cameras out evenly and gives each a code, an account and a serial of its own', () => {
    const large = buildCity({ schools: 30, cameras: 2000, seed: 'khue' });
    const perSchool = large.schools.map((school) => school.cameras.length);
    expect(Math.max(...perSchool) - Math.min(...perSchool)).toBe(1);
    expect(new Set(large.cameras.map((camera) => camera.code)).size).toBe(2000);
    expect(new Set(large.cameras.map((camera) => camera.password)).size).toBe(2000);
    expect(new Set(large.cameras.map((camera) => camera.serial)).size).toBe(2000);
  });

  it('names cameras within a school apart', () => {
    for (const school of buildCity({ schools: 3, cameras: 90, seed: 'khue' }).schools) {
      expect(new Set(school.cameras.map((camera) => camera.name)).size).toBe(30);
    }
  });

  it('shows every scene of the library and no other', () => {
    expect(new Set(city.cameras.map((camera) => camera.scene))).toEqual(scenes);
  });

  it('has rooms where children are taught or looked after, in schools of that level', () => {
    const rooms = city.cameras.filter((camera) => camera.zone === 'classroom');
    const levels = new Map(city.schools.map((school) => [school.code, school.levels]));
    expect(rooms.map(({ schoolCode, name }) => `${schoolCode} ${levels.get(schoolCode)?.join()} ${name}`)).toEqual([
      'MP-004 01 Phòng nhóm trẻ 1',
      'MP-005 02 Lớp học 3A',
      'MP-014 01 Phòng nhóm trẻ 1',
      'MP-015 02 Lớp học 3A',
      'MP-024 01 Phòng nhóm trẻ 1',
    ]);
  });

  it('has H.265 with and without an H.264 sub stream, and cameras known by one protocol only', () => {
    const kinds = new Map<string, number>();
    for (const { codecs, reach } of city.cameras) {
      for (const kind of [`${codecs.main}/${codecs.sub ?? 'none'}`, reach]) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    expect(Object.fromEntries(kinds)).toEqual({
      'h264/h264': 84,
      'h265/h264': 6,
      'h265/h265': 2,
      'h264/none': 4,
      both: 84,
      onvif: 6,
      rtsp: 6,
    });
  });

  it('never gives a wrong address to a camera that only ONVIF can find', () => {
    const found = city.cameras.filter((camera) => camera.reach === 'onvif');
    expect(found.every((camera) => camera.make.streamUri === 'right' && camera.make.xAddr === 'as_asked')).toBe(true);
  });

  it('lets H.265 cameras have the Media2 service, the only one that can show it', () => {
    const modern = city.cameras.filter((camera) => camera.codecs.main === 'h265');
    expect(modern.every((camera) => camera.make.services.includes('media2'))).toBe(true);
  });
});
