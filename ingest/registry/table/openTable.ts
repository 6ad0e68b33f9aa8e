import { type WhichSheets, workbookSheets } from '../xlsx/workbook.ts';
import { csvSheet } from './csvSheet.ts';
import { FileFault } from '../fileFault.ts';
import { type Sheet, tableLimits } from './table.ts';

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

const zip = [0x50, 0x4b, 0x03, 0x04];
/** Compound files: .xls, and .xlsx behind a password. */
const compound = [0xd0, 0xcf, 0x11, 0xe0];

async function* one(sheet: Sheet): AsyncGenerator<Sheet> {
  yield sheet;
}

/**
 * The sheets of a CSV or .xlsx file, told apart by content, never by name. `headerScore` says how much sense a row
 * makes as a header. Throws FileFault.
 */
export function openTable(
  bytes: Uint8Array,
  headerScore: (cells: readonly string[]) => number,
  which: WhichSheets = 'visible',
): AsyncGenerator<Sheet> {
  if (bytes.byteLength > tableLimits.fileBytes) {
    throw new FileFault('too_large', { limit: tableLimits.fileBytes / 1_048_576 });
  }
  if (bytes.byteLength === 0) throw new FileFault('empty');
  if (startsWith(bytes, compound)) throw new FileFault('protected');
  return startsWith(bytes, zip) ? workbookSheets(bytes, which) : one(csvSheet(bytes, headerScore));
}
