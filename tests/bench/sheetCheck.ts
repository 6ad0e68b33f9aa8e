import ExcelJS from 'exceljs';
import { templateBook } from '@khue/dashboard-server/statistics/templateBook';
import { checkSheet } from '@khue/ingest/statistics/checkSheet';
import type { School } from '@khue/domain/school';
import { sheetColumns } from '@khue/domain/statisticsSheet';
import { type BenchContext, type Figure, median } from './figure.ts';

/** Rows of a sheet with more than 50,000 cells to be checked. */
const schools = 1_560;
const limitSeconds = 10;
const runs = 3;
const order = { kind: 'figures', level: '02', schoolYear: '2025-2026', period: 'start' } as const;

function register(): ReadonlyMap<string, School> {
  const all = Array.from(
    { length: schools },
    (_, n): School => ({
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      code: `S${String(n).padStart(4, '0')}`,
      name: `Trường Mô phỏng ${n}`,
      shortName: `MP ${n}`,
      levels: ['02'],
      address: null,
      lon: null,
      lat: null,
      wardCode: null,
      ownership: null,
      synthetic: true,
    }),
  );
  return new Map(all.map((school) => [school.code, school]));
}

/** A template that another program filled in. */
async function filledSheet(all: Iterable<School>): Promise<Uint8Array> {
  const rows = [...all].map(({ code, name }) => ({ code, name, isHighest: true }));
  const template = await templateBook({ ...order, schools: rows, synthetic: true, norm: 35 });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(
    template.buffer.slice(template.byteOffset, template.byteOffset + template.byteLength) as ArrayBuffer,
  );
  const figures = book.getWorksheet('Số liệu');
  if (figures === undefined) throw new Error('the template has no sheet of figures');
  rows.forEach((_, row) => {
    sheetColumns(order.level).forEach(({ kind, measure, sex }, column) => {
      const count = measure === 'pupils' && sex !== 0 ? 18 : Number(sex !== 0 && measure !== 'classes_above_norm');
      figures.getCell(row + 5, column + 3).value = kind === 'yes_no' ? 'Có' : count;
    });
  });
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** A sheet of 50,000 cells, from the bytes of the file to the last cell; beside it, the same file merely opened by ExcelJS. */
export async function* sheetCheck({ say, signal }: BenchContext): AsyncGenerator<Figure> {
  const all = register();
  const bytes = await filledSheet(all.values());
  const context = { schools: all, scope: null, wards: new Set<string>(), signal };
  const ownSeconds: number[] = [];
  const peerSeconds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    const { state, counts } = await checkSheet(bytes, order, context);
    ownSeconds.push((performance.now() - began) / 1_000);
    if (state !== 'accepted' || counts.cells < 50_000) throw new Error(`${state}: ${JSON.stringify(counts)}`);
    if (run === 0) say(`${(bytes.length / 1e6).toFixed(1)} MB, ${counts.cells} cells of ${counts.rows} schools`);
    const opened = performance.now();
    await new ExcelJS.Workbook().xlsx.load(bytes.buffer as ArrayBuffer);
    peerSeconds.push((performance.now() - opened) / 1_000);
  }
  const peer = { name: 'exceljs, reading alone', value: median(peerSeconds) };
  yield { name: 'sheetCheck', value: median(ownSeconds), unit: 's', limit: limitSeconds, peer };
}
