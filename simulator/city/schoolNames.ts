/** Stars and bright things: no school of the city is called so, and every full name says "Mô phỏng" besides. */
const stars: readonly string[] = [
  'Sao Khuê',
  'Sao Mai',
  'Sao Hôm',
  'Ngân Hà',
  'Bắc Đẩu',
  'Thiên Lang',
  'Chức Nữ',
  'Ngưu Lang',
  'Nam Tào',
  'Tua Rua',
  'Thần Nông',
  'Thiên Nga',
  'Nhân Mã',
  'Bạch Dương',
  'Song Ngư',
  'Thiên Bình',
  'Bảo Bình',
  'Hải Vương',
  'Thiên Vương',
  'Mộc Tinh',
  'Thổ Tinh',
  'Kim Tinh',
  'Hỏa Tinh',
  'Bán Nguyệt',
  'Cầu Vồng',
  'Bình Minh Xanh',
  'Hoàng Đạo',
  'Tinh Vân',
  'Cực Quang',
  'Nhật Thực',
];

/** nhomCapHoc: 01 nursery, 02 primary, 03 lower secondary, 04 upper secondary. */
export type Level = '01' | '02' | '03' | '04';

const kinds: Readonly<Record<Level, string>> = { '01': 'Mầm non', '02': 'Tiểu học', '03': 'THCS', '04': 'THPT' };

/** Levels of the n-th school: mostly one, now and then two in one school. */
export function levelsOf(index: number): readonly Level[] {
  const mix: readonly (readonly Level[])[] = [
    ['04'],
    ['02'],
    ['03'],
    ['01'],
    ['02'],
    ['03'],
    ['04'],
    ['02', '03'],
    ['01'],
    ['03', '04'],
  ];
  return mix[index % mix.length] ?? ['02'];
}

export interface SchoolNames {
  /** "Trường Mô phỏng THPT Sao Khuê 01" */
  readonly name: string;
  /** "MP Sao Khuê 01" */
  readonly shortName: string;
}

/** Names of the n-th school (from 0): star and running number, so that no two are alike. */
export function schoolNames(index: number, levels: readonly Level[]): SchoolNames {
  const star = stars[index % stars.length] ?? 'Sao Khuê';
  const number = String(index + 1).padStart(2, '0');
  const kind = levels.map((level) => kinds[level]).join(' và ');
  return { name: `Trường Mô phỏng ${kind} ${star} ${number}`, shortName: `MP ${star} ${number}` };
}
