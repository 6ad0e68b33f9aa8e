import { useEffect, useRef } from 'react';

/** What Escape leaves, the innermost last; as many as are open on the page. */
const open: (() => void)[] = [];

function leave(event: KeyboardEvent): void {
  const innermost = open.at(-1);
  if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || innermost === undefined) return;
  event.preventDefault();
  innermost();
}

/** Escape leaves what was opened last, and nothing else. */
export function useEscape(run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const mine = (): void => latest.current();
    if (open.length === 0) window.addEventListener('keydown', leave);
    open.push(mine);
    return () => {
      open.splice(open.indexOf(mine), 1);
      if (open.length === 0) window.removeEventListener('keydown', leave);
    };
  }, []);
}
