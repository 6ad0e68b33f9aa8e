import { spawnSync } from 'node:child_process';
import { installDebianPackages } from './chromium.ts';

/** `pdftotext` (Debian: poppler-utils), a reader of PDF files that nobody here wrote. */
function readText(file: Uint8Array): string | null {
  const run = spawnSync('pdftotext', ['-layout', '-enc', 'UTF-8', '-', '-'], { input: file, maxBuffer: 64_000_000 });
  if (run.error !== undefined) return null;
  if (run.status !== 0) throw new Error(`pdftotext ended with ${run.status}: ${run.stderr.toString('utf8')}`);
  return run.stdout.toString('utf8');
}

/** What a person reads in a PDF file, page by page. Installs the reader where it is missing and this is Debian. */
export function pdfText(file: Uint8Array): string {
  const text = readText(file);
  if (text !== null) return text;
  installDebianPackages(['poppler-utils'], 'pdftotext (đọc lại biên bản PDF)');
  const again = readText(file);
  if (again === null) throw new Error('Đã cài poppler-utils nhưng không chạy được pdftotext.');
  return again;
}
