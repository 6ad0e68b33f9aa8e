import { posix } from 'node:path';
import { FileFault } from '../fileFault.ts';
import { type Sheet, tableLimits } from '../table/table.ts';
import { type Archive, openArchive } from './archive.ts';
import { readNumberFormats } from './numberFormats.ts';
import { readSharedStrings } from './sharedStrings.ts';
import { claimedSize, type CellContext, sheetRows, tooManyCells } from './sheetRows.ts';
import { type Attributes, readXml } from './xml.ts';

/** Sheets that are read: those with a tab to click on, or hidden ones as well. */
export type WhichSheets = 'visible' | 'all';

interface SheetEntry {
  readonly name: string;
  readonly relation: string;
  readonly visible: boolean;
}

interface Relation {
  readonly id: string;
  /** Last part of the relation's type, e.g. `worksheet`. */
  readonly type: string;
  /** Path inside the archive. */
  readonly part: string;
}

/** What a part points at (ECMA-376 part 2, 6.5). */
async function readRelations(archive: Archive, part: string): Promise<Relation[]> {
  const folder = posix.dirname(part);
  const relations: Relation[] = [];
  const listener = {
    open(name: string, attributes: Attributes) {
      if (name !== 'Relationship') return;
      if (relations.length >= tableLimits.workbookParts) throw new FileFault('damaged');
      const target = attributes['Target'] ?? '';
      relations.push({
        id: attributes['Id'] ?? '',
        type: posix.basename(attributes['Type'] ?? ''),
        part: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
      });
    },
    close() {},
    text() {},
  };
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  for await (const _ of readXml(archive.read(name), listener));
  return relations;
}

async function readSheetList(archive: Archive, part: string): Promise<{ sheets: SheetEntry[]; date1904: boolean }> {
  const sheets: SheetEntry[] = [];
  let date1904 = false;
  const listener = {
    open(tag: string, attributes: Attributes) {
      if (tag === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (tag !== 'sheet') return;
      if (sheets.length >= tableLimits.workbookParts) throw new FileFault('damaged');
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'));
      const name = attributes['name'] ?? '';
      sheets.push({ name, relation: id?.[1] ?? '', visible: (attributes['state'] ?? 'visible') === 'visible' });
    },
    close() {},
    text() {},
  };
  for await (const _ of readXml(archive.read(part), listener));
  return { sheets, date1904 };
}

/** Characters of a prefix that are looked at. */
const prefixLimit = 40;

/** How far a sheet says it reaches; its first piece says so. */
function claimedRows(piece: string): number {
  const reference = /<(?:\w+:)?dimension\b[^>]*\bref="([^"]*)"/u.exec(piece)?.[1];
  return Math.max(0, (claimedSize(reference)?.rows ?? 1) - 1);
}

/** Whether a tag's name begins here, or its prefix (`x:`) just before. */
function opensTag(piece: string, at: number): boolean {
  const before = piece.charCodeAt(at - 1);
  if (before === 0x3c) return true;
  return before === 0x3a && /<\w+:$/u.test(piece.slice(Math.max(0, at - prefixLimit), at));
}

/** Beginnings of cells (`<c>`, `<c …`, `<c/`) in a piece of XML; character codes, since there may be millions. */
function countCells(piece: string): number {
  let cells = 0;
  for (let at = 1; at < piece.length; at += 1) {
    if (piece.charCodeAt(at) !== 0x63) continue;
    const after = piece.charCodeAt(at + 1);
    if ((after === 0x20 || after === 0x2f || after === 0x3e) && opensTag(piece, at)) cells += 1;
  }
  return cells;
}

/**
 * Rows that a sheet says it has. Its cells are counted beforehand, which takes a twentieth of reading them: a sheet with
 * millions too many is refused before a row of it is taken. Throws FileFault.
 */
async function lookThrough(archive: Archive, part: string): Promise<number> {
  let estimatedRows: number | null = null;
  let cells = 0;
  // Two characters of the piece before: what is cut in two is counted once.
  let seam = '';
  for await (const piece of archive.read(part)) {
    estimatedRows ??= claimedRows(piece);
    cells += countCells(seam + piece);
    seam = piece.slice(-2);
    if (cells > tableLimits.cells) throw tooManyCells();
  }
  return estimatedRows ?? 0;
}

/**
 * The sheets of an .xlsx workbook, visible ones unless all are asked for, in the order of their tabs. Read as streams: a sheet is never held whole.
 * Throws FileFault where the workbook is damaged or too large.
 */
export async function* workbookSheets(bytes: Uint8Array, which: WhichSheets = 'visible'): AsyncGenerator<Sheet> {
  const archive = await openArchive(bytes);
  const root = await readRelations(archive, '');
  const book = root.find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml';
  if (!archive.has(book)) throw new FileFault('damaged');
  const relations = await readRelations(archive, book);
  const partOf = (wanted: string) => relations.find(({ type }) => type === wanted)?.part ?? '';
  const { sheets, date1904 } = await readSheetList(archive, book);
  const context: CellContext = {
    strings: await readSharedStrings(archive, partOf('sharedStrings')),
    formats: await readNumberFormats(archive, partOf('styles')),
    date1904,
  };
  for (const { name, relation } of sheets.filter(({ visible }) => visible || which === 'all')) {
    const part = relations.find(({ id, type }) => id === relation && type === 'worksheet')?.part;
    if (part === undefined) continue;
    const estimatedRows = await lookThrough(archive, part);
    yield { name, estimatedRows, rows: sheetRows(archive.read(part), context), strictWidth: false };
  }
}
