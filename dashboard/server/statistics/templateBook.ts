import { type Cell, writeXlsx, type WriteSheet } from 'hucre/xlsx';
import type { EducationLevel } from '@khue/domain/school';
import type { ReportPeriod } from '@khue/domain/statistics';
import {
  columnLetters,
  identityColumns,
  levelNames,
  populationColumns,
  type SheetColumn,
  sheetColumns,
  sheetNames,
  templateMark,
  templateVersion,
  yesNo,
} from '@khue/domain/statisticsSheet';
import { sheetStyles as styles } from './sheetStyles.ts';

/** A school as it stands in a row of a template. */
export interface TemplateSchool {
  readonly code: string;
  readonly name: string;
  /** Figures of the school as a whole stand in this sheet. */
  readonly isHighest: boolean;
}

/** What a template is made for; plain data, so that it can be handed to a thread. */
export type TemplateOrder =
  | {
      readonly kind: 'figures';
      readonly level: EducationLevel;
      readonly schoolYear: string;
      readonly period: ReportPeriod;
      readonly schools: readonly TemplateSchool[];
      readonly synthetic: boolean;
      /** What a class should not exceed, where the definitions say so. */
      readonly norm: number | null;
    }
  | {
      readonly kind: 'population';
      readonly schoolYear: string;
      readonly wards: readonly { readonly code: string; readonly name: string }[];
    };

const periodWords = { start: 'đầu năm học (số liệu ngày 30/9)', end: 'cuối năm học (số liệu ngày 31/5)' } as const;
const syntheticWord = 'MÔ PHỎNG – trường và số liệu do phần mềm đặt ra, không có thật';

/** Rows above the first school: title, note, headings of groups, labels. */
const rowsAbove = 4;
const identityWidth = 2;

type Cells = Map<string, Partial<Cell>>;

function put(cells: Cells, row: number, column: number, cell: Partial<Cell>): void {
  cells.set(`${row},${column}`, cell);
}

/** The hidden sheet that says what the book is: read back before a figure is looked at. */
function aboutSheet(order: TemplateOrder): WriteSheet {
  const facts =
    order.kind === 'figures'
      ? [
          ['level', order.level],
          ['period', order.period],
        ]
      : [];
  return {
    name: sheetNames.about,
    hidden: true,
    rows: [[templateMark, String(templateVersion)], ['kind', order.kind], ['school_year', order.schoolYear], ...facts],
    protection: { sheet: true },
  };
}

function validationOf(column: SheetColumn, range: string): NonNullable<WriteSheet['dataValidations']>[number] {
  const shown = { allowBlank: true, showErrorMessage: true, errorTitle: column.label.slice(0, 32), range };
  if (column.kind === 'yes_no') {
    const errorMessage = `Chỉ chọn ${yesNo.yes} hoặc ${yesNo.no}.`;
    return { type: 'list', values: [yesNo.yes, yesNo.no], errorMessage, ...shown };
  }
  const errorMessage = `Cần một số nguyên từ 0 đến ${column.most}. Chưa có số liệu thì để trống.`;
  return { type: 'whole', operator: 'between', formula1: '0', formula2: String(column.most), errorMessage, ...shown };
}

/** Totals that the person sees while filling in; nobody reads them back. */
function checksOf(columns: readonly SheetColumn[]): readonly { label: string; formula: (line: number) => string }[] {
  const cellsOf = (measure: SheetColumn['measure'], line: number) =>
    columns
      .flatMap((column, i) => (column.measure === measure ? `${columnLetters(i + identityWidth)}${line}` : []))
      .join(',');
  const sum = (measure: SheetColumn['measure']) => (line: number) => `SUM(${cellsOf(measure, line)})`;
  return [
    { label: 'Kiểm tra: tổng học sinh', formula: sum('pupils') },
    { label: 'Kiểm tra: tổng số lớp', formula: sum('classes') },
    {
      label: 'Kiểm tra: sĩ số bình quân',
      formula: (line) => `IF(${sum('classes')(line)}=0,"",${sum('pupils')(line)}/${sum('classes')(line)})`,
    },
  ];
}

type FigureOrder = Extract<TemplateOrder, { readonly kind: 'figures' }>;

function headings(cells: Cells, columns: readonly SheetColumn[]): NonNullable<WriteSheet['merges']> {
  const merges: NonNullable<WriteSheet['merges']> = [];
  const row = rowsAbove - 2;
  columns.forEach(({ group }, i) => {
    const column = i + identityWidth;
    const isFirst = columns[i - 1]?.group !== group;
    put(cells, row, column, { value: isFirst ? group : null, style: styles.header });
    if (!isFirst) return;
    const width = columns.slice(i).findIndex((other) => other.group !== group);
    const endCol = (width === -1 ? columns.length : i + width) + identityWidth - 1;
    if (endCol > column) merges.push({ startRow: row, endRow: row, startCol: column, endCol });
  });
  return merges;
}

function schoolRow(
  cells: Cells,
  { code, name, isHighest }: TemplateSchool,
  columns: readonly SheetColumn[],
  row: number,
) {
  put(cells, row, 0, { value: code, style: styles.fixed });
  put(cells, row, 1, { value: name, style: styles.fixed });
  columns.forEach(({ schoolWide, kind }, i) => {
    const open = kind === 'count' ? styles.open : styles.openWord;
    put(cells, row, i + identityWidth, { value: null, style: schoolWide && !isHighest ? styles.closed : open });
  });
  checksOf(columns).forEach(({ formula }, i) => {
    const column = identityWidth + columns.length + i;
    put(cells, row, column, { value: null, type: 'formula', formula: formula(row + 1), style: styles.check });
  });
}

function figuresSheet(order: FigureOrder): WriteSheet {
  const columns = sheetColumns(order.level);
  const checks = checksOf(columns);
  const cells: Cells = new Map();
  const title = `Số liệu cấp ${levelNames[order.level].vi} – năm học ${order.schoolYear} – ${periodWords[order.period]}`;
  put(cells, 0, 0, { value: title, style: styles.title });
  const note =
    'Mỗi trường một dòng. Ô trắng để điền, để trống khi chưa có số liệu; không có thì ghi 0. Ô xám không điền.';
  put(
    cells,
    1,
    0,
    order.synthetic ? { value: syntheticWord, style: styles.synthetic } : { value: note, style: styles.note },
  );
  const merges = headings(cells, columns);
  const labels = [identityColumns.code, identityColumns.name, ...columns.map(({ label }) => label)];
  [...labels, ...checks.map(({ label }) => label)].forEach((label, column) => {
    put(cells, rowsAbove - 1, column, { value: label, style: styles.header });
  });
  order.schools.forEach((school, i) => schoolRow(cells, school, columns, rowsAbove + i));
  const last = rowsAbove + Math.max(1, order.schools.length);
  return {
    name: sheetNames.figures,
    rows: Array.from({ length: rowsAbove + order.schools.length }, () => []),
    cells,
    merges,
    columns: [
      { width: 14 },
      { width: 42 },
      ...columns.map(() => ({ width: 11 })),
      ...checks.map(() => ({ width: 12 })),
    ],
    rowDefs: new Map([[rowsAbove - 1, { height: 62 }]]),
    dataValidations: columns.map((column, i) => {
      const letters = columnLetters(i + identityWidth);
      return validationOf(column, `${letters}${rowsAbove + 1}:${letters}${last}`);
    }),
    freezePane: { rows: rowsAbove, columns: identityWidth },
    protection: { sheet: true, formatColumns: true, sort: true },
  };
}

function populationSheet({ schoolYear, wards }: Extract<TemplateOrder, { readonly kind: 'population' }>): WriteSheet {
  const cells: Cells = new Map();
  const title = `Dân số 3–18 tuổi theo phường, xã, đặc khu – dùng cho năm học ${schoolYear}`;
  put(cells, 0, 0, { value: title, style: styles.title });
  const { code, name, people } = populationColumns;
  [code, name, people].forEach((label, column) => put(cells, 2, column, { value: label, style: styles.header }));
  wards.forEach((ward, i) => {
    put(cells, 3 + i, 0, { value: ward.code, style: styles.fixed });
    put(cells, 3 + i, 1, { value: ward.name, style: styles.fixed });
    put(cells, 3 + i, 2, { value: null, style: styles.open });
  });
  return {
    name: sheetNames.figures,
    rows: Array.from({ length: 3 + wards.length }, () => []),
    cells,
    columns: [{ width: 16 }, { width: 36 }, { width: 20 }],
    freezePane: { rows: 3, columns: 2 },
    protection: { sheet: true, formatColumns: true },
  };
}

function guideLines(order: TemplateOrder): readonly string[] {
  if (order.kind === 'population') {
    return [
      'Ghi số người từ 3 đến 18 tuổi của từng phường, xã, đặc khu. Chưa biết thì để trống: chỉ số của nơi ấy sẽ trống, không thành 0.',
      'Chỉ ghi tổng số. Không ghi tên hay thông tin của bất kỳ người nào.',
    ];
  }
  const norm = order.norm === null ? [] : [`“Số lớp vượt sĩ số”: số lớp có hơn ${order.norm} học sinh.`];
  return [
    'Mỗi trường một dòng; mã và tên trường đã có sẵn, không sửa.',
    'Chỉ ghi tổng số. Không ghi tên hay thông tin của bất kỳ người nào.',
    'Trường báo cáo thì phải có số học sinh nam, nữ, số lớp của mọi khối và số giáo viên; khối không có thì ghi 0.',
    'Ô khác để trống nghĩa là chưa có số liệu: số ấy được coi là thiếu, không phải 0. Dòng để trống cả là trường chưa báo cáo.',
    '“Chưa rõ”: học sinh chưa ghi nhận giới tính; không có thì để trống hoặc ghi 0.',
    ...norm,
    'Trường nhiều cấp: máy phục vụ quản lý, kết nối, phần mềm, thư điện tử chỉ ghi ở biểu của cấp cao nhất; ở biểu khác các ô ấy màu xám.',
    'Số ghi liền, không dấu chấm: 1234. Ô có/không chọn trong danh sách.',
    'Ba cột “Kiểm tra” tự tính để đối chiếu, không cần điền.',
    'Nộp lại được nhiều lần: biểu nhận sau thay số liệu của đúng các trường có trong biểu. Có một ô sai thì cả biểu chưa được nhận, và mọi ô sai được nêu rõ.',
  ];
}

function guideSheet(order: TemplateOrder): WriteSheet {
  const cells: Cells = new Map();
  put(cells, 0, 0, { value: 'Hướng dẫn điền biểu', style: styles.title });
  const lines = guideLines(order);
  lines.forEach((line, i) => put(cells, 2 + i, 0, { value: `${i + 1}. ${line}`, style: styles.wrapped }));
  return {
    name: sheetNames.guide,
    rows: Array.from({ length: 2 + lines.length }, () => []),
    cells,
    columns: [{ width: 110 }],
    protection: { sheet: true },
  };
}

/** An .xlsx workbook to be filled in and handed back: figures, guide, and the hidden sheet that names it. */
export async function templateBook(order: TemplateOrder): Promise<Uint8Array> {
  const figures = order.kind === 'figures' ? figuresSheet(order) : populationSheet(order);
  return writeXlsx({ sheets: [figures, guideSheet(order), aboutSheet(order)] });
}
