import { parse } from 'csv-parse/sync';

const candidates = [',', ';', '\t'] as const;
const sampleBytes = 65_536;
const sampleRecords = 20;

/** What csv-parse needs to read a file as a spreadsheet program does: a stray quote is a character, not an error. */
export function csvOptions(delimiter: string) {
  return {
    bom: true,
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: 1_048_576,
  } as const;
}

/** The beginning of a file, cut at a line end. */
function sampleOf(bytes: Uint8Array): Buffer {
  const sample = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, sampleBytes));
  const end = bytes.byteLength > sampleBytes ? sample.lastIndexOf(0x0a) : -1;
  return end > 0 ? sample.subarray(0, end) : sample;
}

function firstRecords(sample: Buffer, delimiter: string): string[][] {
  const records: string[][] = [];
  try {
    parse(sample, {
      ...csvOptions(delimiter),
      to: sampleRecords,
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch {
    // A sample may end inside a quoted cell; the whole file is judged when it is read.
  }
  return records;
}

/**
 * The delimiter of a CSV file: the one under which some early row makes most sense as a header, as `headerScore`
 * judges; between equals, the one that gives the most cells.
 */
export function detectDelimiter(bytes: Uint8Array, headerScore: (cells: readonly string[]) => number): string {
  const sample = sampleOf(bytes);
  const scored = candidates.map((delimiter) => {
    const records = firstRecords(sample, delimiter);
    const score = Math.max(0, ...records.map(headerScore));
    return { delimiter, score, width: Math.max(0, ...records.map((cells) => cells.length)) };
  });
  const [best] = scored.toSorted((a, b) => b.score - a.score || b.width - a.width);
  return best?.delimiter ?? ',';
}
