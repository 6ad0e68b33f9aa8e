import type { Submission } from '@khue/domain/statistics';
import { type JSX, useEffect } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useHolds } from '../../data/session.ts';
import { useSubmission } from '../../data/statisticsSheets.ts';
import { useTexts } from '../../i18n/language.ts';
import { navigate, pathOf } from '../../router.ts';
import { HandIn } from './HandIn.tsx';
import { PastSheets } from './PastSheets.tsx';
import { SheetResult } from './SheetResult.tsx';
import { WhoReported } from './WhoReported.tsx';
import './figures.css';

function open(id: string | null): void {
  navigate(pathOf({ page: 'figures', submissionId: id }));
}

function Sheet({ id }: { readonly id: string }): JSX.Element {
  const { t } = useTexts();
  const sheet = useSubmission(id);
  if (sheet.data !== undefined) return <SheetResult checked={sheet.data} onAnother={() => open(null)} />;
  if (sheet.isError) {
    return <Failure what={t('sheets.loadingSheet')} error={sheet.error} onRetry={() => void sheet.refetch()} />;
  }
  return <div className="figures-waiting skeleton" aria-busy="true" />;
}

/** Sheets of figures: template out, figures in, what is wrong with them, who reported. */
export function FiguresPage({ submissionId }: { readonly submissionId: string | null }): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  useEffect(() => {
    document.title = `${t('sheets.title')} · ${t('product')}`;
  }, [t]);
  const handedIn = ({ id }: Submission): void => open(id);
  return (
    <div className="page sheets">
      <header className="page-head">
        <h1>{t('sheets.title')}</h1>
        <p>{t('sheets.lead')}</p>
      </header>
      {submissionId !== null && <Sheet key={submissionId} id={submissionId} />}
      {submissionId === null && holds('statistics.submit') && <HandIn onHandedIn={handedIn} />}
      <WhoReported />
      <PastSheets openId={submissionId} />
    </div>
  );
}
