import type { JSX } from 'react';
import { Stops } from './Stops.tsx';
import { Waivers } from './Waivers.tsx';

/** What is set aside: cameras that are not asked at all, rules that do not count for a while. */
export function Exceptions(): JSX.Element {
  return (
    <>
      <Stops />
      <Waivers />
    </>
  );
}
