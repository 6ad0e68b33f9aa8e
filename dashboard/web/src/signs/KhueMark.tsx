/** The product's mark: Khuê is a star. */
import type { JSX } from 'react';

export function KhueMark({ size }: { readonly size: string }): JSX.Element {
  return (
    <svg style={{ width: size, height: size }} viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M16 1.500C17.100 10 22 14.900 30.500 16 22 17.100 17.100 22 16 30.500 14.900 22 10 17.100 1.500 16 10 14.900 14.900 10 16 1.500Z"
        fill="currentColor"
      />
      <circle cx="16" cy="16" r="2.700" fill="var(--surface)" />
    </svg>
  );
}
