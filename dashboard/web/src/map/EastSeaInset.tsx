import type { JSX } from 'react';
import { useTexts } from '../i18n/language.ts';
import { coast, hoangSa, sketchX as x, sketchY as y, truongSa } from './eastSea.ts';

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
