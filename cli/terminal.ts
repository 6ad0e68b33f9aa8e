/** Lines for a person at a terminal. Colour only where a terminal shows it. */
const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

function paint(code: string, text: string): string {
  return colour ? `\u001B[${code}m${text}\u001B[0m` : text;
}

export const style = {
  strong: (text: string): string => paint('1', text),
  muted: (text: string): string => paint('2', text),
  accent: (text: string): string => paint('36', text),
};

/** Steps under way, told at the foot of a terminal and drawn anew below every line. */
const underWay = new Set<string>();
const terminal = process.stdout.isTTY;

/** Writes above the steps under way, while `change` may add one or take one away. */
function redraw(text: string, change: () => void = () => {}): void {
  const erase = terminal && underWay.size > 0 ? `\u001B[${underWay.size}A\u001B[J` : '';
  change();
  const foot = terminal ? [...underWay].map((what) => `  ${paint('2', `○ ${what} …`)}\n`).join('') : '';
  process.stdout.write(`${erase}${text}${foot}`);
}

export function print(line = ''): void {
  redraw(line === '' ? '\n' : `  ${line}\n`);
}

/** A sentence on standard error and a failing exit code; the process ends when what runs has ended. */
export function printFailure(sentence: string): void {
  process.stderr.write(`\n  ${paint('31', '×')} ${sentence}\n\n`);
  process.exitCode = 1;
}

/** Seconds since a moment of `performance.now()`, the Vietnamese way: `0,4 s`. */
export function secondsSince(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1).replace('.', ',')} s`;
}

/** Where no terminal shows what is under way, a step that takes longer than this is told before it is done. */
const longStepMs = 2_000;

/**
 * Runs one step of a start and prints a line when it is done: what, how it stands, how long it took. Until then a
 * terminal shows that it is under way.
 */
export async function step<Result>(
  what: string,
  work: () => Promise<Result>,
  describe: (result: Result) => string,
): Promise<Result> {
  const began = performance.now();
  redraw('', () => underWay.add(what));
  const late = setTimeout(() => {
    if (!terminal) print(`○ ${what} …`);
  }, longStepMs);
  let line = '';
  try {
    const result = await work();
    line = `  ✓ ${what.padEnd(22)} ${describe(result)}  ${style.muted(secondsSince(began))}\n`;
    return result;
  } finally {
    clearTimeout(late);
    redraw(line, () => underWay.delete(what));
  }
}

/** A bar that is drawn over itself on a terminal, and every 10 % elsewhere. */
export function progressBar(what: string): (done: number, total: number) => void {
  let shownTenth = -1;
  return (done, total) => {
    const share = total === 0 ? 0 : Math.min(1, done / total);
    const tenth = Math.floor(share * 10);
    if (!colour && tenth === shownTenth) return;
    shownTenth = tenth;
    const bar = '█'.repeat(Math.round(share * 24)).padEnd(24, '░');
    const line = `  ${what} ${bar} ${done.toLocaleString('vi')} / ${total.toLocaleString('vi')}`;
    process.stdout.write(colour ? `\r${line}${done >= total && total > 0 ? '\n' : ''}` : `${line}\n`);
  };
}
