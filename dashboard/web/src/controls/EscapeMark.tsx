import type { JSX } from 'react';

/** What closes says its key; where there is no keyboard, to judge by the pointer, it shows a cross. */
export function EscapeMark(): JSX.Element {
  return (
    <>
      <kbd>Esc</kbd>
      <svg className="close-cross" viewBox="0 0 16 16" aria-hidden="true">
        <path d="m4 4 8 8M12 4l-8 8" />
      </svg>
    </>
  );
}
