import { type JSX, useCallback, useSyncExternalStore } from 'react';
import { useTexts } from '../i18n/language.ts';
import './field.css';

interface SaidDayProps {
  /** Id of a `date` or `datetime-local` field that stands in the page. */
  readonly inputId: string;
}

/**
 * The day that a field holds, as every screen writes days. Browsers write it in an order of their own choosing, month
 * first in some: what stands here tells 5 November from 11 May. Nothing while the field is empty.
 */
export function SaidDay({ inputId }: SaidDayProps): JSX.Element {
  const { format } = useTexts();
  const field = useCallback(() => {
    const found = document.getElementById(inputId);
    return found instanceof HTMLInputElement ? found : null;
  }, [inputId]);
  const subscribe = useCallback(
    (changed: () => void) => {
      const input = field();
      // The event comes before the fields are emptied.
      const emptied = (): void => void requestAnimationFrame(changed);
      input?.addEventListener('input', changed);
      input?.form?.addEventListener('reset', emptied);
      return () => {
        input?.removeEventListener('input', changed);
        input?.form?.removeEventListener('reset', emptied);
      };
    },
    [field],
  );
  const value = useSyncExternalStore(subscribe, () => field()?.value ?? '');
  return <output className="said-day">{value === '' ? '' : format.day(value)}</output>;
}
