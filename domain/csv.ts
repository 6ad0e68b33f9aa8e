/**
 * A cell that no spreadsheet takes for a formula: those that start like one get an apostrophe in front
 * (OWASP, CSV injection).
 */
function guarded(cell: string): string {
  const text = /^\s*[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n\t']/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Stands before the first line: tells spreadsheets that it is UTF-8. */
export const csvMark = '\uFEFF';

/** One line (RFC 4180, CRLF). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(guarded).join(',')}\r\n`;
}
