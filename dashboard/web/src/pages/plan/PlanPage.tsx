import type { JSX } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useMapLayers } from '../../data/layers.ts';
import { useIndicators, useReportedYears } from '../../data/planning.ts';
import { useSchools } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { PlanBoard } from './PlanBoard.tsx';
import './plan.css';

/** The planning page: where is the gap? */
export function PlanPage(): JSX.Element {
  const { t } = useTexts();
  const indicators = useIndicators();
  const years = useReportedYears();
  const layers = useMapLayers();
  const schools = useSchools();
  const asked = [indicators, years, layers, schools];
  const failed = asked.find(({ isError, data }) => isError && data === undefined);
  if (failed !== undefined) {
    return (
      <Failure
        what={t('plan.title')}
        error={failed.error}
        onRetry={() => asked.forEach((one) => void (one.isError && one.refetch()))}
      />
    );
  }
  if (
    indicators.data === undefined ||
    years.data === undefined ||
    layers.data === undefined ||
    schools.data === undefined
  ) {
    return <div className="page-waiting skeleton" aria-busy="true" />;
  }
  return <PlanBoard definitions={indicators.data} reported={years.data} layers={layers.data} schools={schools.data} />;
}
