/** How a player stays at the live edge: a little faster when it lags a little, a jump when it lags much. */

export type Chase =
  | { readonly kind: 'rate'; readonly rate: number }
  /** Jump to this many seconds before the end of what is buffered. */
  | { readonly kind: 'jump'; readonly behindEndS: number };

/** Lag that is left alone: it rides out the jitter of the network. */
const calmLagS = 0.3;
/** Lag at which catching up by speed would take too long. */
const jumpLagS = 1.5;
const slowestChase = 1.05;
const fastestChase = 1.2;
/** Where a jump lands. */
const landingS = 0.12;

/** What to do at a lag, seconds between the picture on screen and the end of the buffer. */
export function chase(lagS: number): Chase {
  if (lagS > jumpLagS) return { kind: 'jump', behindEndS: landingS };
  if (lagS <= calmLagS) return { kind: 'rate', rate: 1 };
  const share = Math.min(1, (lagS - calmLagS) / (1 - calmLagS));
  const rate = slowestChase + share * (fastestChase - slowestChase);
  return { kind: 'rate', rate: Math.round(rate * 100) / 100 };
}
