/**
 * What a spreadsheet program may take for the beginning of a formula, or of a command, behind blanks and characters that
 * do not show (OWASP, CSV injection; the wide forms are folded to plain ones by East Asian editions).
 */
const formula = /^[\s\p{Cc}\p{Cf}"]*[=+\-@|%＝＋－＠\t\r\n]/u;

/** A cell that no spreadsheet takes for a formula: those that start like one get an apostrophe in front. */
function guarded(cell: string): string {
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n\t']/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Stands before the first line: tells spreadsheets that it is UTF-8. */
export const csvMark = '\uFEFF';

/** One line (RFC 4180, CRLF). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(guarded).join(',')}\r\n`;
}
