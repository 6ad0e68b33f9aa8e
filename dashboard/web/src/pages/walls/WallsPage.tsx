import { type JSX, useEffect } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useWalls } from '../../data/walls.ts';
import { useTexts } from '../../i18n/language.ts';
import { EnrolWall } from './EnrolWall.tsx';
import { PairedWalls } from './PairedWalls.tsx';
import './walls.css';

/** Wall displays: letting one in, and turning it out. */
export function WallsPage(): JSX.Element {
  const { t } = useTexts();
  const walls = useWalls();
  useEffect(() => {
    document.title = `${t('walls.title')} · ${t('product')}`;
  }, [t]);

  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('walls.title')}</h1>
        <p>{t('walls.lead')}</p>
      </header>
      {walls.data && (
        <>
          <EnrolWall units={walls.data.units} />
          <PairedWalls list={walls.data} />
        </>
      )}
      {walls.data === undefined && walls.isError && (
        <Failure what={t('walls.subject')} error={walls.error} onRetry={() => void walls.refetch()} />
      )}
      {walls.isPending && <div className="walls-waiting skeleton" aria-busy="true" />}
    </div>
  );
}
