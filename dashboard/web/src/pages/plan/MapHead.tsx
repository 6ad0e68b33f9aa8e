import { type JSX, useState } from 'react';
import type { MapLayers } from '../../data/layers.ts';
import { type Level, planningExportPath } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';
import type { PlanMap } from '../../map/planMap.ts';
import { saveFile } from '../../video/snapshot.ts';
import type { ValueClass } from './classes.ts';
import type { Ward } from './looks.ts';
import { classText, MapLegend } from './MapLegend.tsx';
import type { Measure } from './measures.ts';
import { usePlanNotes } from './PlanNotes.tsx';
import { planPicture } from './planPicture.ts';
import type { MeasureValues } from './useMeasureValues.ts';

interface MapHeadProps {
  readonly measure: Measure;
  readonly level: Level;
  readonly year: string;
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

/** Title, legend and the ways out: a picture, a sheet, a layer. */
export function MapHead(props: MapHeadProps): JSX.Element {
  const { measure, level, year, classes, map, shown } = props;
  const { t, format, language } = useTexts();
  const [failed, setFailed] = useState(false);
  const notes = usePlanNotes({ ...props, city: shown.city });
  const levelName = t(`plan.level.${level ?? 'all'}`);
  const subtitle = t('plan.subtitle', { level: levelName, year, unit: measure.unit });

  const takePicture = async (drawn: PlanMap): Promise<void> => {
    const say = (value: number): string => format.number(value, Math.min(2, measure.decimals));
    const legend = [
      ...classes.map((one) => ({ colour: one.colour, text: classText(one, say, t('plan.legend.all')) })),
      { colour: 'missing', text: t('plan.legend.missing') },
      { colour: 'empty', text: t('plan.legend.empty') },
    ];
    const islands = [t('map.hoangSa'), t('map.truongSa')].map((name) => `${name} ${t('map.vietNam')}`);
    const synthetic = shown.synthetic ? t('synthetic.mark') : null;
    try {
      const blob = await planPicture(drawn.canvas(), {
        title: measure.name,
        subtitle,
        synthetic,
        legend,
        notes,
        islands,
      });
      setFailed(false);
      saveFile(blob, `khue-${measure.key}-${level ?? 'all'}-${year}.png`);
    } catch {
      setFailed(true);
    }
  };

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
          onClick={() => map !== null && void takePicture(map)}
        >
          {t('plan.export.picture')}
        </button>
        {measure.definition !== null &&
          (['xlsx', 'geojson'] as const).map((kind) => (
            <a
              key={kind}
              className="quiet-button"
              download
              href={planningExportPath(kind, { key: measure.key, schoolYear: year, level, locale: language })}
            >
              {t(`plan.export.${kind}`)}
            </a>
          ))}
      </div>
      {failed && <p role="alert">{t('plan.export.failed')}</p>}
      <MapLegend measure={measure} classes={classes} />
      <ReadOut {...props} />
    </header>
  );
}
