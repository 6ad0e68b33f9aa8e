/** A stable ref: focuses when the field appears, not at every keystroke. */
export function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}
