import { type JSX, type ReactNode, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { useFeedChange } from '../../data/feed.ts';

interface SwitchProps {
  /** For those who do not see what it stands beside. */
  readonly label?: string;
  readonly on: boolean;
  readonly send: (on: boolean) => Promise<void>;
  readonly children: ReactNode;
}

/** Something that is on or off: shows what was wished until the server has answered, and why it could not be. */
export function FeedSwitch({ label, on, send, children }: SwitchProps): JSX.Element {
  const tell = useFailureSentence();
  const [wished, setWished] = useState<boolean | null>(null);
  const switching = useFeedChange(send);

  function wish(next: boolean): void {
    setWished(next);
    switching.mutate(next, { onSettled: () => setWished(null) });
  }

  return (
    <>
      <label className="feed-switch">
        <input
          type="checkbox"
          aria-label={label}
          checked={wished ?? on}
          disabled={wished !== null}
          onChange={(event) => wish(event.currentTarget.checked)}
        />
        {children}
      </label>
      <p className="form-error" role="alert">
        {switching.isError && tell(switching.error).sentence}
      </p>
    </>
  );
}
