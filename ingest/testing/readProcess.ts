/** A process of its own that reads a spreadsheet to its end, for a test to see what that takes; tells it as JSON. */
import { readFileSync } from 'node:fs';
import { FileFault } from '../registry/fileFault.ts';
import { openTable } from '../registry/table/openTable.ts';

const began = performance.now();
let outcome = 'read';
let rows = 0;
try {
  for await (const sheet of openTable(readFileSync(process.argv[2] ?? ''), () => 1)) {
    for await (const _ of sheet.rows) rows += 1;
  }
} catch (error) {
  if (!(error instanceof FileFault)) throw error;
  outcome = error.fault;
}
const ms = Math.round(performance.now() - began);
process.stdout.write(JSON.stringify({ outcome, rows, ms, rssBytes: process.resourceUsage().maxRSS * 1_024 }));
