import { FileFault } from '../fileFault.ts';
import { tableLimits } from '../table/table.ts';
import type { Archive } from './archive.ts';
import { type Attributes, readXml } from './xml.ts';

/** How a number is shown: as a date, padded with zeros to a width, or plainly. */
export type NumberFormat = { readonly kind: 'plain' | 'date' } | { readonly kind: 'padded'; readonly digits: number };

const plain: NumberFormat = { kind: 'plain' };
const dayMs = 86_400_000;

/** Built-in formats that show a date or time (ECMA-376 part 1, 18.8.30). */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** Reads a format code; quoted text, escapes and `[colour]` parts say nothing about the kind. */
export function numberFormatOf(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return { kind: isBuiltInDate(id) ? 'date' : 'plain' };
  const [positive = ''] = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/gu, '').split(';');
  if (/^0{2,}$/u.test(positive)) return { kind: 'padded', digits: positive.length };
  return /[dmyhs]/iu.test(positive.replace(/general/iu, '')) ? { kind: 'date' } : plain;
}

/** Formats of a workbook's cell styles, by style index. */
export async function readNumberFormats(archive: Archive, part: string): Promise<NumberFormat[]> {
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCellFormats = false;
  const listener = {
    open(name: string, attributes: Attributes) {
      if (codes.size + formats.length > tableLimits.workbookParts) throw new FileFault('damaged');
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') inCellFormats = true;
      if (name !== 'xf' || !inCellFormats) return;
      const id = Number(attributes['numFmtId'] ?? 0);
      formats.push(numberFormatOf(id, codes.get(id)));
    },
    close(name: string) {
      if (name === 'cellXfs') inCellFormats = false;
    },
    text() {},
  };
  for await (const _ of readXml(archive.read(part), listener));
  return formats;
}

/** Days since 30 December 1899 (or 1 January 1904) as an ISO date, with the time where there is one. */
function dateText(days: number, date1904: boolean): string {
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const at = new Date(epoch + Math.round(days * dayMs));
  if (Number.isNaN(at.getTime())) return String(days);
  const iso = at.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
}

/** A number of a cell as text, with the fifteen digits a spreadsheet program shows and a decimal point. */
export function numberText(raw: string, format: NumberFormat, date1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (format.kind === 'date') return dateText(value, date1904);
  const shown = Number(value.toPrecision(15));
  const text = Number.isInteger(shown) && Math.abs(shown) < 1e21 ? shown.toFixed(0) : String(shown);
  return format.kind === 'padded' && Number.isInteger(shown) ? text.padStart(format.digits, '0') : text;
}
