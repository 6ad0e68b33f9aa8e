import type { JSX } from 'react';

interface ProgressBarProps {
  /** 0..1, or null where it is not known how much there is. */
  readonly share: number | null;
  readonly label: string;
}

/** How far something is, as a bar and in words. */
export function ProgressBar({ share, label }: ProgressBarProps): JSX.Element {
  return (
    <div className="progress">
      <span>{label}</span>
      <progress aria-label={label} max={1} {...(share === null ? {} : { value: share })} />
    </div>
  );
}
