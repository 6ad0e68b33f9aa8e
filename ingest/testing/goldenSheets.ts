/**
 * Five invented schools and what they reported, written by hand; what every indicator comes to, worked out by hand, stands
 * in the test. A row: the cells of a level's sheet, in the order of its columns.
 */
import type { EducationLevel } from '@khue/domain/school';
import { sheetColumns } from '@khue/domain/statisticsSheet';
import type { SchoolInput, UnitInput } from '@khue/store/store';
import { sampleSchool, sampleUnit } from '@khue/store/testing/sampleInventory';

export const goldenYear = { schoolYear: '2025-2026', period: 'start' } as const;

/** Two wards; the population of the second is not known. */
export const goldenUnits: readonly UnitInput[] = [sampleUnit('99001'), sampleUnit('99002')];
export const goldenPeople = { code: '99001', people: 1_200 } as const;

function school(code: string, levels: EducationLevel[], wardCode: string): SchoolInput {
  return sampleSchool(code, { levels, wardCode });
}

export const goldenSchools: readonly SchoolInput[] = [
  school('A', ['02'], '99001'),
  school('B', ['02', '03'], '99001'),
  school('C', ['03'], '99002'),
  // Reports nothing.
  school('D', ['04'], '99002'),
  school('E', ['01'], '99002'),
];

/** Cells by commas. */
type Row = string;

/** By level and school. Grades: boys, girls, sex unknown, classes. */
export const goldenRows: Readonly<Record<EducationLevel, Readonly<Record<string, Row>>>> = {
  // Above the norm, teachers, classrooms, computers for teaching, for management, printers, webcams; fibre, software,
  // portal, mail, leaders, leaders with mail.
  '02': {
    A: '30,28,0,2, 31,29,1,2, 33,30,0,2, 35,36,0,2, 34,31,0,2, 1,15,11,13,3,1,1, Có,Có,Không,Có,3,2',
    B: '20,18,,1, 17,19,,1, 16,18,,1, 19,17,,1, 15,16,,1, 3,8,5,0',
  },
  '03': {
    B: '22,20,0,1, 21,24,0,1, 20,19,0,1, 18,23,0,1, 0,9,,12,1,1,0, Không,Có,Có,Không,2,1',
    C: '80,82,0,4, 85,79,0,4, 90,88,0,4, 76,81,0,4, 1,30,18,40,4,2,1, Có,Không,Có,Có,3,3',
  },
  '01': { E: '10,9,0,1, 12,14,0,1, 15,15,0,1, 17,13,0,1, 9,4,2,1,1, Có,,Không,Có,2,' },
  '04': {},
  '05': {},
};

/** Rows of a sheet as CSV, by the labels of its level's columns. */
export function sheetCsv(level: EducationLevel, rows: Readonly<Record<string, Row>>): Buffer {
  const labels = sheetColumns(level).map(({ label }) => label);
  const lines = [
    ['Mã trường', 'Tên trường', ...labels],
    ...Object.entries(rows).map(([code, row]) => {
      const cells = row.split(',').map((cell) => cell.trim());
      return [code, '', ...labels.map((_, i) => cells[i] ?? '')];
    }),
  ];
  return Buffer.from(lines.map((line) => line.map((cell) => `"${cell}"`).join(';')).join('\n'));
}
