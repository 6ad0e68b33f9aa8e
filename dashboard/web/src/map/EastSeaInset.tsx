import type { JSX } from 'react';
import { useTexts } from '../i18n/language.ts';

/** Longitude and latitude to the sketch: 105-118 °E, 7-19 °N in a box of 104 by 96. */
const x = (lon: number): number => (lon - 105) * 8;
const y = (lat: number): number => (19 - lat) * 8;

/** A hand-drawn coast of southern and central Việt Nam, degrees: a sketch, and the caption says so. */
const coast: readonly (readonly [number, number])[] = [
  [105, 19],
  [105.7, 18.8],
  [106.5, 17.7],
  [107.6, 16.6],
  [108.3, 16.1],
  [108.9, 15.2],
  [109.2, 13.7],
  [109.4, 12.6],
  [109, 11.5],
  [108, 10.8],
  [107.1, 10.4],
  [106.7, 9.9],
  [106.2, 9.3],
  [105, 8.6],
];

/** Larger islands of both archipelagos, degrees, rounded: enough for a sketch. */
const hoangSa: readonly (readonly [number, number])[] = [
  [111.6, 16.5],
  [111.7, 15.8],
  [112.3, 16.8],
  [112.7, 16.7],
  [111.2, 15.8],
  [112, 16.3],
];
const truongSa: readonly (readonly [number, number])[] = [
  [111.9, 8.6],
  [113.8, 7.9],
  [112.9, 8.9],
  [114.3, 9.9],
  [114.4, 10.4],
  [114.3, 11.4],
  [115.5, 10.7],
  [116.2, 9.8],
  [112.2, 9.9],
  [115, 8.7],
];

function Islands({ at }: { readonly at: typeof hoangSa }): JSX.Element {
  return (
    <>
      {at.map(([lon, lat]) => (
        <circle key={`${lon}-${lat}`} cx={x(lon)} cy={y(lat)} r={0.75} className="sea-island" />
      ))}
    </>
  );
}

/** The East Sea with Hoàng Sa and Trường Sa of Việt Nam: a schematic of our own, beside every map of the city. */
export function EastSeaInset(): JSX.Element {
  const { t } = useTexts();
  const outline = coast.map(([lon, lat], i) => `${i === 0 ? 'M' : 'L'}${x(lon)} ${y(lat)}`).join('');
  return (
    <figure className="inset sea-inset">
      <figcaption>{t('map.eastSea')}</figcaption>
      <svg viewBox="0 0 104 96" role="img" aria-label={t('map.eastSeaLabel')}>
        <path d={`${outline}L0 ${y(8.6)}L0 0Z`} className="sea-land" />
        <Islands at={hoangSa} />
        <Islands at={truongSa} />
        <rect x={x(106.5)} y={y(11)} width={3} height={3} className="sea-city" />
        <circle cx={x(106.6)} cy={y(8.7)} r={0.8} className="sea-island" />
        <text x={x(106.5) + 5} y={y(10.62)}>
          {t('map.city')}
        </text>
        <text x={x(106.6) + 3} y={y(8.52)}>
          {t('map.conDao')}
        </text>
        <text x={x(112.1)} y={y(17.9)} textAnchor="middle" className="sea-name">
          {t('map.hoangSa')}
          <tspan x={x(112.1)} dy="5.6">
            {t('map.vietNam')}
          </tspan>
        </text>
        <text x={x(114.1)} y={y(13.1)} textAnchor="middle" className="sea-name">
          {t('map.truongSa')}
          <tspan x={x(114.1)} dy="5.6">
            {t('map.vietNam')}
          </tspan>
        </text>
      </svg>
    </figure>
  );
}
