import { describe, expect, it } from 'vitest';
import {
  levelsInName,
  namesForbiddenPlace,
  readCompass,
  readLevels,
  readOwnership,
  readUnitKind,
  readYes,
  readZone,
  showsForbiddenPlace,
} from './words.ts';

describe('levels of education', () => {
  it.each([
    ['THPT', ['04']],
    ['tiểu học', ['02']],
    ['TIỂU HỌC; THCS', ['02', '03']],
    ['THCS, THPT', ['03', '04']],
    ['TH-THCS-THPT', ['02', '03', '04']],
    ['THCS và THPT', ['03', '04']],
    ['Mầm non', ['01']],
    ['GDTX', ['05']],
    ['GDNN-GDTX', ['05']],
    ['04;03;03', ['03', '04']],
    ['1', ['01']],
  ])('reads %s', (text, levels) => {
    expect(readLevels(text)).toEqual(levels);
  });

  it.each(['đại học', 'THPT; cao đẳng', '06'])('does not know %s', (text) => {
    expect(readLevels(text)).toBeNull();
  });

  it.each([
    ['THPT Bùi Thị Xuân', ['04']],
    ['Trường THCS và THPT Mô Phỏng', ['03', '04']],
    ['Trường Tiểu học Mô Phỏng', ['02']],
    ['Trung tâm Giáo dục nghề nghiệp – Giáo dục thường xuyên Mô Phỏng', ['05']],
    ['Trường Mô Phỏng', []],
  ])('finds in the name %s what it tells', (name, levels) => {
    expect(levelsInName(name)).toEqual(levels);
  });
});

describe('ownership', () => {
  it.each([
    ['Công lập', 'public'],
    ['TRƯỜNG CÔNG LẬP', 'public'],
    ['1', 'public'],
    ['dân lập', 'people_founded'],
    ['Tư thục', 'private'],
    ['03', 'private'],
    ['Ngoài công lập', 'non_public'],
    ['public', 'public'],
    ['bán công', null],
  ])('of %s is %s', (text, ownership) => {
    expect(readOwnership(text)).toBe(ownership);
  });
});

describe('zones of a camera', () => {
  it.each([
    ['gate_street', 'gate_street'],
    ['Cổng chính', 'gate_street'],
    ['Cổng sau sân trường', 'gate_street'],
    ['sân', 'yard'],
    ['Nhà xe', 'yard'],
    ['Hành lang lớp học tầng 2', 'corridor'],
    ['CẦU THANG', 'corridor'],
    ['bếp ăn bán trú', 'kitchen'],
    ['Lớp học', 'classroom'],
    ['Phòng nhóm trẻ 2', 'classroom'],
    ['nursery room', 'classroom'],
    ['Sân chơi nhóm trẻ', 'yard'],
    ['Phòng bảo vệ', 'office'],
    ['văn phòng', 'office'],
  ])('reads %s as %s', (text, zone) => {
    expect(readZone(text)).toBe(zone);
  });

  it('reads text whose diacritics are apart', () => {
    expect(readZone('Hành lang'.normalize('NFD'))).toBe('corridor');
  });

  it('does not guess', () => {
    expect(readZone('mái nhà')).toBeNull();
  });
});

describe('places without cameras', () => {
  it.each([
    'Nhà vệ sinh nam',
    'toilet',
    'WC tầng 2',
    'Phòng thay đồ',
    'phòng y tế',
    'Phòng nghỉ giáo viên',
    'Rest room',
  ])('are known: %s', (text) => {
    expect(namesForbiddenPlace(text)).toBe(true);
    expect(showsForbiddenPlace(text)).toBe(true);
  });

  it.each(['Toilets', 'WC1', 'Restrooms tầng 2', 'wc 2'])('are known in the plural and with numbers: %s', (text) => {
    expect(namesForbiddenPlace(text)).toBe(true);
    expect(showsForbiddenPlace(text)).toBe(true);
  });

  it.each(['Hành lang trước nhà vệ sinh', 'Lối đi gần phòng y tế', 'Corridor outside the toilet'])(
    'are not what a camera beside them shows: %s',
    (text) => {
      expect(showsForbiddenPlace(text)).toBe(false);
    },
  );

  it.each(['Cổng chính', 'Sân trường', 'Văn phòng'])('are none of the others: %s', (text) => {
    expect(namesForbiddenPlace(text)).toBe(false);
  });
});

describe('other words', () => {
  it.each([
    ['Đông Nam', 135],
    ['hướng Bắc', 0],
    ['west', 270],
    ['đâu đó', null],
  ])('direction %s', (text, degrees) => {
    expect(readCompass(text)).toBe(degrees);
  });

  it.each([
    ['phuong', 'ward'],
    ['Xã Cần Giờ', 'rural_commune'],
    ['dac_khu', 'special_zone'],
    ['huyện', null],
  ])('kind of unit %s', (text, kind) => {
    expect(readUnitKind(text)).toBe(kind);
  });

  it('calls synthetic whatever is not said to be real', () => {
    expect(['có', 'x', '1', 'mô phỏng'].map(readYes)).toEqual([true, true, true, true]);
    expect([null, '0', 'Không', 'false', '-'].map(readYes)).toEqual([false, false, false, false, false]);
  });
});
