import type { City, School } from '../city/city.ts';
import { type Random, randomFor, whole } from '../city/random.ts';
import type { Level } from '../city/schoolNames.ts';

/** School years the invented schools reported, at the 30th of September. */
export const reportedYears = ['2023-2024', '2024-2025', '2025-2026'] as const;

interface LevelFacts {
  readonly grades: readonly string[];
  /** Pupils of a class around which schools lie, and what a class should not exceed. */
  readonly classSize: number;
  readonly norm: number | null;
  readonly teachersPerClass: number;
  /** Pupils for each computer; null: Informatics is not taught. */
  readonly pupilsPerComputer: number | null;
}

const facts: Readonly<Record<Level, LevelFacts>> = {
  '01': {
    grades: ['Nhà trẻ', 'Mẫu giáo 3 tuổi', 'Mẫu giáo 4 tuổi', 'Mẫu giáo 5 tuổi'],
    classSize: 27,
    norm: null,
    teachersPerClass: 2.1,
    pupilsPerComputer: null,
  },
  '02': {
    grades: ['Lớp 1', 'Lớp 2', 'Lớp 3', 'Lớp 4', 'Lớp 5'],
    classSize: 36,
    norm: 35,
    teachersPerClass: 1.4,
    pupilsPerComputer: 26,
  },
  '03': {
    grades: ['Lớp 6', 'Lớp 7', 'Lớp 8', 'Lớp 9'],
    classSize: 42,
    norm: 45,
    teachersPerClass: 1.9,
    pupilsPerComputer: 17,
  },
  '04': {
    grades: ['Lớp 10', 'Lớp 11', 'Lớp 12'],
    classSize: 42,
    norm: 45,
    teachersPerClass: 2.2,
    pupilsPerComputer: 13,
  },
};

/** A sheet of one level and year, as another program of the school would write it. */
export interface ReportSheet {
  readonly schoolYear: string;
  readonly level: Level;
  /** Codes of the schools that reported. */
  readonly schools: readonly string[];
  readonly csv: string;
}

type Row = Readonly<Record<string, string>>;

/** Some schools are silent for a year, so that what is missing is seen to be missing. */
function isSilent(schoolIndex: number, yearIndex: number): boolean {
  return (yearIndex === 1 && schoolIndex % 7 === 3) || (yearIndex === 2 && schoolIndex % 11 === 5);
}

interface Classes {
  readonly cells: Row;
  readonly pupils: number;
  readonly classes: number;
  readonly aboveNorm: number;
}

function classesOf({ grades, classSize, norm }: LevelFacts, random: Random, yearIndex: number): Classes {
  const crowding = whole(random, 11) - 5;
  const parallel = 2 + whole(random, 5);
  let [pupils, classes, aboveNorm] = [0, 0, 0];
  const cells: Record<string, string> = {};
  for (const grade of grades) {
    const count = Math.max(1, parallel + whole(random, 3) - 1);
    let here = 0;
    for (let n = 0; n < count; n += 1) {
      // Classes grow smaller by half a pupil a year.
      const size = Math.round(classSize + crowding - yearIndex / 2 + whole(random, 7) - 3);
      here += size;
      if (norm !== null && size > norm) aboveNorm += 1;
    }
    const girls = Math.round(here * (0.46 + random() * 0.06));
    const unknown = whole(random, 12) === 0 ? 1 : 0;
    cells[`${grade} – Nam`] = String(here - girls - unknown);
    cells[`${grade} – Nữ`] = String(girls);
    cells[`${grade} – Chưa rõ`] = String(unknown);
    cells[`${grade} – Số lớp`] = String(count);
    pupils += here;
    classes += count;
  }
  return { cells, pupils, classes, aboveNorm };
}

function wholeSchool(random: Random, yearIndex: number): Row {
  const yes = (chance: number): string => (random() < chance + yearIndex * 0.06 ? 'Có' : 'Không');
  const leaders = 2 + whole(random, 3);
  return {
    'Máy tính quản lý': String(1 + whole(random, 5)),
    'Máy in': String(whole(random, 12) === 0 ? 0 : 1 + whole(random, 3)),
    Webcam: String(random() < 0.7 + yearIndex * 0.1 ? 1 + whole(random, 2) : 0),
    'Có cáp quang': yes(0.84),
    'Dùng phần mềm quản lý trường học trực tuyến đã thẩm định': yes(0.7),
    'Có trang trên cổng của ngành': yes(0.8),
    'Trường có thư điện tử tên miền giáo dục': yes(0.8),
    'Số lãnh đạo': String(leaders),
    'Lãnh đạo có thư điện tử tên miền giáo dục': String(Math.min(leaders, whole(random, leaders + 1) + yearIndex)),
  };
}

interface Report {
  readonly seed: string;
  readonly school: School;
  readonly schoolIndex: number;
  readonly level: Level;
  readonly yearIndex: number;
}

function rowOf({ seed, school, schoolIndex, level, yearIndex }: Report): Row {
  const fact = facts[level];
  // The same stream every year: a school stays itself, and what grows is the year.
  const random = randomFor(`${seed} report ${school.code} ${level}`);
  const { cells, pupils, classes, aboveNorm } = classesOf(fact, random, yearIndex);
  const computers =
    fact.pupilsPerComputer === null ? null : Math.round(pupils / (fact.pupilsPerComputer - yearIndex * 1.5));
  const rooms = Math.max(1, Math.round(classes * (0.8 + random() * 0.35)));
  const teachers = Math.max(1, Math.round(classes * fact.teachersPerClass));
  const isHighest = school.levels.every((other) => other <= level);
  return {
    'Mã trường': school.code,
    'Tên trường': school.name,
    ...cells,
    ...(fact.norm !== null && { 'Số lớp vượt sĩ số': String(aboveNorm) }),
    'Giáo viên': String(teachers),
    // Some do not know how many rooms they have.
    'Phòng học': schoolIndex % 9 === 4 ? '' : String(rooms),
    ...(computers !== null && { 'Máy tính dạy Tin học': String(computers) }),
    ...Object.fromEntries(
      Object.entries(wholeSchool(random, yearIndex)).map(([label, cell]) => [label, isHighest ? cell : '']),
    ),
  };
}

function csvOf(rows: readonly Row[]): string {
  const labels = Object.keys(rows[0] ?? {});
  const lines = [labels, ...rows.map((row) => labels.map((label) => row[label] ?? ''))];
  return lines.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`).join('');
}

/** The sheets of every year and level that the city's schools reported; the same for the same seed. */
export function reportSheets(city: City, seed: string): ReportSheet[] {
  const levels: readonly Level[] = ['01', '02', '03', '04'];
  return reportedYears.flatMap((schoolYear, yearIndex) =>
    levels.flatMap((level) => {
      const reporting = city.schools.flatMap((school, schoolIndex) =>
        school.levels.includes(level) && !isSilent(schoolIndex, yearIndex) ? [{ school, schoolIndex }] : [],
      );
      if (reporting.length === 0) return [];
      const rows = reporting.map((one) => rowOf({ seed, level, yearIndex, ...one }));
      return [{ schoolYear, level, schools: reporting.map(({ school }) => school.code), csv: csvOf(rows) }];
    }),
  );
}
