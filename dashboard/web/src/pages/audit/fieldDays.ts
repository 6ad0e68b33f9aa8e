/** Days out of form fields, in the city's own time. */

/** The ISO moment at which a day of a `date` field begins; undefined where it is empty or no day. */
export function startOfDay(value: string): string | undefined {
  const ms = Date.parse(`${value}T00:00:00+07:00`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Lines of a text area without what is empty. */
export function linesOf(text: string): readonly string[] {
  return text
    .split(/[\n,;]/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
