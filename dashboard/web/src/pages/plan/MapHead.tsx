import { type JSX, useState } from 'react';
import type { MapLayers } from '../../data/layers.ts';
import { type Level, type Owned, planningExportPath } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';
import type { PlanMap } from '../../map/planMap.ts';
import { saveFile } from '../../video/snapshot.ts';
import type { ValueClass } from './classes.ts';
import type { CountedSchools } from './countedSchools.ts';
import type { Ward } from './looks.ts';
import { classText, MapLegend } from './MapLegend.tsx';
import { type Measure, planningKeys } from './measures.ts';
import { usePlanNotes } from './PlanNotes.tsx';
import { type PictureTexts, planPicture } from './planPicture.ts';
import type { MeasureValues } from './useMeasureValues.ts';

interface MapHeadProps {
  readonly measure: Measure;
  readonly level: Level;
  readonly ownership: Owned;
  readonly counted: CountedSchools;
  readonly registerBegins: number | null;
  readonly year: string;
  readonly metres: number;
  readonly classes: readonly ValueClass[];
  readonly map: PlanMap | null;
  readonly shown: MeasureValues;
  readonly layers: MapLayers;
  /** What the pointer is over, else what is selected. */
  readonly hovered: Ward | null;
}

/** What is under the pointer, in words. */
function ReadOut({ hovered, measure, shown }: Pick<MapHeadProps, 'hovered' | 'measure' | 'shown'>): JSX.Element {
  const { t, format } = useTexts();
  if (hovered === null) return <p className="plan-readout">{t('plan.readout')}</p>;
  const told = shown.wards.get(hovered.code);
  const value = told?.value ?? null;
  const said =
    value === null
      ? t(told === undefined || told.due === 0 ? 'plan.table.empty' : 'plan.table.missing')
      : `${format.number(value, Math.min(2, measure.decimals))} ${measure.unit}`;
  return (
    <p className="plan-readout">
      <b>{hovered.fullName}</b> {said}
      {told !== undefined && told.due > 0 && (
        <span>
          {t('plan.readoutReporting', { reporting: format.number(told.reporting), due: format.number(told.due) })}
        </span>
      )}
    </p>
  );
}

/** Makes the picture of the map with what has to stand beside it; `failed` where the browser could not. */
function usePicture(props: MapHeadProps, subtitle: string) {
  const { measure, level, ownership, year, classes, shown } = props;
  const { t, format } = useTexts();
  const [failed, setFailed] = useState(false);
  const notes = usePlanNotes({ ...props, city: shown.city });
  const say = (value: number): string => format.number(value, Math.min(2, measure.decimals));
  const take = async (drawn: PlanMap): Promise<void> => {
    const texts: PictureTexts = {
      title: measure.name,
      subtitle,
      synthetic: shown.synthetic ? t('synthetic.mark') : null,
      legend: [
        ...classes.map((one) => ({ swatch: { colour: one.colour }, text: classText(one, say, t('plan.legend.all')) })),
        { swatch: 'missing', text: t('plan.legend.missing') },
        { swatch: 'incomplete', text: t('plan.legend.incomplete') },
        { swatch: 'empty', text: t('plan.legend.empty') },
        { swatch: 'school', text: t('plan.tools.schools') },
      ],
      notes: [...notes, t('plan.export.drawnAt', { at: format.dateTime(Date.now()) })],
      sea: {
        caption: t('map.eastSea'),
        hoangSa: t('map.hoangSa'),
        truongSa: t('map.truongSa'),
        vietNam: t('map.vietNam'),
        city: t('map.city'),
        conDao: t('map.conDao'),
      },
    };
    try {
      const blob = await planPicture(drawn.picture(), texts);
      setFailed(false);
      saveFile(blob, ['khue', measure.key, level ?? 'all', ownership ?? [], year].flat().join('-') + '.png');
    } catch {
      setFailed(true);
    }
  };
  return { take, failed };
}

/** Title, legend and the ways out: a picture, a sheet, a layer. */
export function MapHead(props: MapHeadProps): JSX.Element {
  const { measure, level, ownership, year, metres, classes, map, shown } = props;
  const { t, language } = useTexts();
  const levelName = t(`plan.level.${level ?? 'all'}`);
  const whose = ownership === null ? levelName : `${levelName} · ${t(`plan.ownership.${ownership}`)}`;
  const isReach = measure.key === planningKeys.reach;
  const subtitle = t(isReach ? 'plan.subtitleNow' : 'plan.subtitle', { level: whose, year, unit: measure.unit });
  const picture = usePicture(props, subtitle);

  return (
    <header className="plan-map-head">
      <div>
        <h2>
          {measure.name}
          {shown.synthetic && <em className="plan-mark">{t('synthetic.mark')}</em>}
        </h2>
        <p>{subtitle}</p>
      </div>
      <div className="plan-exports">
        <button
          type="button"
          className="quiet-button"
          disabled={map === null}
          onClick={() => map !== null && void picture.take(map)}
        >
          {t('plan.export.picture')}
        </button>
        {(['xlsx', 'geojson'] as const).map((kind) => (
          <a
            key={kind}
            className="quiet-button"
            download
            href={planningExportPath(kind, {
              key: measure.key,
              schoolYear: year,
              level,
              ownership,
              metres: isReach ? metres : undefined,
              locale: language,
            })}
          >
            {t(`plan.export.${kind}`)}
          </a>
        ))}
      </div>
      {picture.failed && <p role="alert">{t('plan.export.failed')}</p>}
      <MapLegend measure={measure} classes={classes} />
      <ReadOut {...props} />
    </header>
  );
}
