import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse';
import { csvOptions, detectDelimiter } from './delimiter.ts';
import { FileFault } from '../fileFault.ts';
import { createRowGuard, type RawRow, type Sheet } from './table.ts';

const sliceBytes = 65_536;
const lineFeed = 0x0a;

/** "Unicode text" of a spreadsheet program is UTF-16; everything else must be UTF-8. */
function asUtf8(bytes: Uint8Array): Uint8Array {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return Buffer.from(new TextDecoder('utf-16le').decode(bytes));
  if (first === 0xfe && second === 0xff) return Buffer.from(new TextDecoder('utf-16be').decode(bytes));
  if (!isUtf8(bytes)) throw new FileFault('not_utf8');
  if (bytes.includes(0)) throw new FileFault('damaged');
  return bytes;
}

/** `sep=;` in front of a CSV file tells the delimiter; spreadsheet programs do not show it as a row. */
function takeSeparatorLine(bytes: Uint8Array): { delimiter: string | null; rest: Uint8Array } {
  const start = bytes[0] === 0xef ? 3 : 0;
  const match = /^sep=([,;\t])\r?\n/iu.exec(Buffer.from(bytes.subarray(start, start + 8)).toString('latin1'));
  if (match === null) return { delimiter: null, rest: bytes };
  return { delimiter: match[1] ?? null, rest: bytes.subarray(start + match[0].length) };
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) lines += 1;
  return lines;
}

function* slices(bytes: Uint8Array): Generator<Buffer> {
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    yield Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(sliceBytes, bytes.byteLength - start));
  }
}

/**
 * Records as the parser finds them, handed over after every piece: those in front of a fault are not lost with it.
 * Throws FileFault with the row at which a quote is opened and never closed, or a row that has no end.
 */
async function* csvRecords(bytes: Uint8Array, delimiter: string): AsyncGenerator<string[][]> {
  let records: string[][] = [];
  let found = 0;
  const keep = (record: string[]) => {
    records.push(record);
    return null;
  };
  const parser = parse({ ...csvOptions(delimiter), on_record: keep });
  let fault: Error | null = null;
  parser.on('error', (error) => {
    fault = error;
  });
  parser.resume();

  function* take(): Generator<string[][]> {
    const taken = records;
    records = [];
    found += taken.length;
    yield taken;
    if (fault !== null) throw new FileFault('bad_quotes', { line: found + 1 }, { cause: fault });
  }

  for (const slice of slices(bytes)) {
    await new Promise<void>((resolve) => parser.write(slice, () => resolve()));
    yield* take();
  }
  await new Promise<void>((resolve) => parser.end(() => resolve()));
  yield* take();
}

async function* csvRows(bytes: Uint8Array, delimiter: string): AsyncGenerator<RawRow> {
  const guard = createRowGuard();
  let line = 0;
  for await (const records of csvRecords(bytes, delimiter)) {
    for (const cells of records) {
      line += 1;
      if (cells.every((cell) => cell.trim() === '')) continue;
      const row = { line, cells };
      guard(row);
      yield row;
    }
  }
}

/**
 * A CSV file as a sheet: UTF-8 with or without a byte order mark (or UTF-16 with one), delimiter found by itself.
 * Throws FileFault where the text is not readable.
 */
export function csvSheet(bytes: Uint8Array, headerScore: (cells: readonly string[]) => number): Sheet {
  const { delimiter, rest } = takeSeparatorLine(asUtf8(bytes));
  const rows = csvRows(rest, delimiter ?? detectDelimiter(rest, headerScore));
  return { name: 'CSV', estimatedRows: Math.max(0, countLines(rest) - 1), rows, strictWidth: true };
}
