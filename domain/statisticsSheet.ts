/** How the sheet of each level is laid out: which columns it has, what they are called, and what they may hold. */
import type { Locale } from './errors.ts';
import type { EducationLevel } from './school.ts';
import type { Measure, Sex } from './statistics.ts';

/** Version of the layout: a sheet of another is refused with the advice to take the template anew. */
export const templateVersion = 1;

/** Name of the sheet with the figures, of the one that explains, and of the hidden one that says what the book is. */
export const sheetNames = { figures: 'Số liệu', guide: 'Hướng dẫn', about: '_mau' } as const;

/** First cell of the hidden sheet. */
export const templateMark = 'khue-thong-ke';

/** Columns in front of the figures. */
export const identityColumns = { code: 'Mã trường', name: 'Tên trường' } as const;
export const populationColumns = { code: 'Mã phường/xã', name: 'Phường/xã', people: 'Dân số 3–18 tuổi' } as const;

export interface SheetColumn {
  readonly measure: Measure;
  readonly grade: string | null;
  readonly sex: Sex | null;
  /** Label in the sheet: Vietnamese, and told apart from every other of the sheet. */
  readonly label: string;
  /** Heading over neighbouring columns. */
  readonly group: string;
  readonly kind: 'count' | 'yes_no';
  /** A school that reports at all has to fill it in. */
  readonly required: boolean;
  /** Of the school as a whole: reported once, in the sheet of its highest level. */
  readonly schoolWide: boolean;
  readonly most: number;
}

/** What is said for yes and no. */
export const yesNo = { yes: 'Có', no: 'Không' } as const;

const gradesOf: Readonly<Record<EducationLevel, readonly string[]>> = {
  '01': ['NT', 'M3', 'M4', 'M5'],
  '02': ['1', '2', '3', '4', '5'],
  '03': ['6', '7', '8', '9'],
  '04': ['10', '11', '12'],
  '05': ['6', '7', '8', '9', '10', '11', '12'],
};

const nurseryGroups: Readonly<Record<string, string>> = {
  NT: 'Nhà trẻ',
  M3: 'Mẫu giáo 3 tuổi',
  M4: 'Mẫu giáo 4 tuổi',
  M5: 'Mẫu giáo 5 tuổi',
};

/** `Lớp 1`, `Mẫu giáo 3 tuổi`. */
export function gradeLabel(grade: string): string {
  return nurseryGroups[grade] ?? `Lớp ${grade}`;
}

export const levelNames: Readonly<Record<EducationLevel, Readonly<Record<Locale, string>>>> = {
  '01': { vi: 'Mầm non', en: 'Nursery' },
  '02': { vi: 'Tiểu học', en: 'Primary' },
  '03': { vi: 'THCS', en: 'Lower secondary' },
  '04': { vi: 'THPT', en: 'Upper secondary' },
  '05': { vi: 'GDTX', en: 'Continuing' },
};

interface PlainMeasure {
  readonly measure: Measure;
  readonly label: string;
  readonly group: string;
  readonly kind?: 'yes_no';
  readonly required?: true;
  readonly schoolWide?: true;
  readonly most?: number;
  /** Levels that are asked; left out: all. */
  readonly levels?: readonly EducationLevel[];
}

const people = 'Con người';
const rooms = 'Cơ sở vật chất';
const management = 'Máy phục vụ quản lý (toàn trường)';
const online = 'Kết nối và phần mềm (toàn trường)';

const plainMeasures: readonly PlainMeasure[] = [
  { measure: 'classes_above_norm', label: 'Số lớp vượt sĩ số', group: 'Lớp', levels: ['02', '03', '04'] },
  { measure: 'teachers', label: 'Giáo viên', group: people, required: true },
  { measure: 'classrooms', label: 'Phòng học', group: rooms, most: 500 },
  {
    measure: 'computers_teaching',
    label: 'Máy tính dạy Tin học',
    group: rooms,
    levels: ['02', '03', '04', '05'],
  },
  { measure: 'computers_management', label: 'Máy tính quản lý', group: management, schoolWide: true },
  { measure: 'printers', label: 'Máy in', group: management, schoolWide: true },
  { measure: 'webcams', label: 'Webcam', group: management, schoolWide: true },
  { measure: 'fibre', label: 'Có cáp quang', group: online, kind: 'yes_no', schoolWide: true },
  {
    measure: 'school_software',
    label: 'Dùng phần mềm quản lý trường học trực tuyến đã thẩm định',
    group: online,
    kind: 'yes_no',
    schoolWide: true,
  },
  { measure: 'portal', label: 'Có trang trên cổng của ngành', group: online, kind: 'yes_no', schoolWide: true },
  {
    measure: 'education_mail',
    label: 'Trường có thư điện tử tên miền giáo dục',
    group: online,
    kind: 'yes_no',
    schoolWide: true,
  },
  { measure: 'leaders', label: 'Số lãnh đạo', group: online, schoolWide: true, most: 50 },
  {
    measure: 'leaders_education_mail',
    label: 'Lãnh đạo có thư điện tử tên miền giáo dục',
    group: online,
    schoolWide: true,
    most: 50,
  },
];

const sexColumns = [
  { sex: 1, word: 'Nam', required: true },
  { sex: 2, word: 'Nữ', required: true },
  { sex: 0, word: 'Chưa rõ', required: false },
] as const;

function gradeColumns(grade: string): SheetColumn[] {
  const label = gradeLabel(grade);
  const base = { grade, group: label, kind: 'count', schoolWide: false } as const;
  const pupils = sexColumns.map(({ sex, word, required }) => ({
    ...base,
    measure: 'pupils' as const,
    sex,
    label: `${label} – ${word}`,
    required,
    most: 5_000,
  }));
  return [...pupils, { ...base, measure: 'classes', sex: null, label: `${label} – Số lớp`, required: true, most: 200 }];
}

const columnsByLevel = new Map<EducationLevel, readonly SheetColumn[]>();

/** The columns of a level's sheet, in their order, behind those that say which school it is. */
export function sheetColumns(level: EducationLevel): readonly SheetColumn[] {
  const known = columnsByLevel.get(level);
  if (known !== undefined) return known;
  const plain = plainMeasures
    .filter(({ levels }) => levels?.includes(level) ?? true)
    .map(
      ({ measure, label, group, kind, required = false, schoolWide = false, most = 5_000 }): SheetColumn => ({
        measure,
        grade: null,
        sex: null,
        label,
        group,
        kind: kind ?? 'count',
        required,
        schoolWide,
        most: kind === 'yes_no' ? 1 : most,
      }),
    );
  const columns = [...gradesOf[level].flatMap(gradeColumns), ...plain];
  columnsByLevel.set(level, columns);
  return columns;
}

/** Letters of a zero-based column: 0 is `A`, 27 is `AB`. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26);
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCodePoint(65 + (column % 26))}`;
}

/** The zero-based column of letters: `A` is 0, `AB` is 27. */
export function columnOfLetters(letters: string): number {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
