import type { SheetFaultCode } from '@khue/domain/statistics';
import { type SheetColumn, yesNo } from '@khue/domain/statisticsSheet';
import { parseNumber } from '../registry/numbers.ts';
import { foldLabel } from './openSheet.ts';

/** What a cell says: a figure, or why it says none. */
export type CellReading =
  | { readonly value: number }
  | { readonly code: SheetFaultCode; readonly expected?: string | number };

const yesWords = new Set(['co', 'yes', 'x', '1', 'true', 'dung']);
const noWords = new Set(['khong', 'no', '0', 'false', 'sai']);

function readYesNo(text: string): CellReading {
  const word = foldLabel(text);
  if (yesWords.has(word)) return { value: 1 };
  if (noWords.has(word)) return { value: 0 };
  return { code: 'not_in_list', expected: `${yesNo.yes}, ${yesNo.no}` };
}

/** Reads a whole number as numbers of every import are read: one separator alone is decimal, so `1.234` is refused. */
export function readCount(text: string, most: number): CellReading {
  const parsed = parseNumber(text);
  if (parsed === null || !Number.isSafeInteger(parsed.value)) {
    const joined = text.replace(/[.,\s]/gu, '');
    const isGrouped = /^\d{1,3}[.,]\d{3}$/u.test(text.trim());
    return { code: 'not_a_whole_number', ...(isGrouped && { expected: joined }) };
  }
  if (parsed.value < 0) return { code: 'negative' };
  return parsed.value > most ? { code: 'above_limit', expected: most } : { value: parsed.value };
}

/** Reads a cell that is not empty. */
export function readCell({ kind, most }: SheetColumn, text: string): CellReading {
  return kind === 'yes_no' ? readYesNo(text) : readCount(text, most);
}
