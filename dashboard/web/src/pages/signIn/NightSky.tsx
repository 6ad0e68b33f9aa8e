/** A quiet sky with the sixteen stars of the asterism Khuê around the one that gives the product its name. */
import type { JSX } from 'react';

/** x, y, radius in a box of 1600 by 900; placed by eye after the shoe-shaped outline of the asterism. */
const stars: readonly (readonly [number, number, number])[] = [
  [980, 180, 2.2],
  [1060, 150, 1.6],
  [1146, 172, 1.8],
  [1212, 232, 2.4],
  [1240, 318, 1.6],
  [1228, 404, 1.8],
  [1276, 478, 2.6],
  [1344, 540, 1.6],
  [1392, 622, 2],
  [1352, 700, 1.6],
  [1266, 716, 1.8],
  [1186, 668, 2.2],
  [1138, 588, 1.6],
  [1082, 512, 1.8],
  [1016, 430, 2],
  [962, 330, 1.8],
];

const dust: readonly (readonly [number, number, number])[] = Array.from({ length: 90 }, (_, i) => {
  // A fixed scatter: the golden ratio spreads points evenly without chance.
  const x = (i * 0.618_034 * 1600) % 1600;
  const y = (i * 0.754_877 * 900 + (i % 7) * 31) % 900;
  return [x, y, 0.5 + (i % 3) * 0.25];
});

export function NightSky(): JSX.Element {
  const outline = stars.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return (
    <svg className="night-sky" viewBox="0 0 1600 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {dust.map(([x, y, r]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r={r} className="sky-dust" />
      ))}
      <path d={`${outline}Z`} className="sky-line" />
      {stars.map(([x, y, r]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r={r} className="sky-star" />
      ))}
    </svg>
  );
}
