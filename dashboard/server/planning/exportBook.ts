import { type Cell, writeXlsx, type WriteSheet } from 'hucre/xlsx';
import { planningWords } from '@khue/domain/planningWords';
import { sheetStyles as styles } from '../statistics/sheetStyles.ts';
import { type ExportContents, type ExportedPlace, isComplete } from './exportContents.ts';

type Value = string | number | null;

function figures({ value }: ExportedPlace, words: (typeof planningWords)['vi']): Value[] {
  const said = (holds: boolean | null): string => (holds === null ? '' : holds ? words.yes : words.no);
  return [
    value.value ?? words.missing,
    value.numerator,
    value.denominator,
    value.reporting,
    value.due,
    said(isComplete(value)),
    said(value.met),
    said(value.synthetic),
  ];
}

/** The notes first, so that the sheet never goes without them; then the header and a row a place. */
function sheetOf(
  { notes, synthetic }: ExportContents,
  name: string,
  { header, rows }: { readonly header: readonly string[]; readonly rows: readonly Value[][] },
): WriteSheet {
  const top = notes.length + 1;
  const cells = new Map<string, Partial<Cell>>();
  header.forEach((label, column) => cells.set(`${top},${column}`, { value: label, style: styles.header }));
  if (synthetic) {
    notes[0]?.forEach((text, column) => cells.set(`0,${column}`, { value: text, style: styles.synthetic }));
  }
  return {
    name,
    rows: [...notes.map((note) => [...note]), [], [...header], ...rows],
    cells,
    columns: [14, 44, 30, 16, 14, 14, 14, 14, 14, 14, 14].map((width) => ({ width })),
    freezePane: { rows: top + 1 },
  };
}

/** What the map shows as a workbook: a sheet by ward, one by school where the indicator has values of schools. */
export async function exportBook(contents: ExportContents): Promise<Buffer> {
  const { measure, locale, wards, schools } = contents;
  const words = planningWords[locale];
  const told = [
    measure.unit,
    words.numerator,
    words.denominator,
    words.reporting,
    words.due,
    words.complete,
    words.met,
    words.synthetic,
  ];
  const byWard = sheetOf(contents, words.byWard, {
    header: [words.code, words.ward, ...told],
    rows: wards.map((place) => [place.code, place.name, ...figures(place, words)]),
  });
  const bySchool = sheetOf(contents, words.bySchool, {
    header: [words.code, words.school, words.ward, ...told],
    rows: schools.map((place) => [place.code, place.name, place.wardName, ...figures(place, words)]),
  });
  return Buffer.from(await writeXlsx({ sheets: schools.length === 0 ? [byWard] : [byWard, bySchool] }));
}
