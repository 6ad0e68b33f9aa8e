import { useEffect, useRef } from 'react';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName))
  );
}

interface ShortcutOptions {
  /** With Ctrl or Cmd; such a key also works while typing. */
  readonly withControl?: boolean;
}

/** One key for one thing. Not while typing or composing: Vietnamese input methods use letters for accents. */
export function useShortcut(key: string, run: () => void, options: ShortcutOptions = {}): void {
  const latest = useRef(run);
  const withControl = options.withControl === true;
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      if (event.key.toLowerCase() !== key.toLowerCase()) return;
      if ((event.ctrlKey || event.metaKey) !== withControl) return;
      if (!withControl && isTyping(event.target)) return;
      event.preventDefault();
      latest.current();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [key, withControl]);
}
