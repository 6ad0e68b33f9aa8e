/** How long it takes from a choice to the frame that shows it, as measures of the browser (`plan-painted`). */

let chosen: string | null = null;

/** Somebody chose something else to show. */
export function choiceMade(): void {
  chosen = 'plan-chosen';
  performance.mark(chosen);
}

/** The frame that shows what was chosen is drawn. `what` is written beside the measure. */
export function painted(what: string): void {
  if (chosen === null) return;
  performance.measure('plan-painted', { start: chosen, detail: what });
  performance.clearMarks(chosen);
  chosen = null;
}
