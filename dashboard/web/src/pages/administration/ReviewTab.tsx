import type { AccessReview, GrantRow } from '@khue/domain/administration';
import { type JSX, useState } from 'react';
import { Failure, useFailureSentence } from '../../controls/Failure.tsx';
import { markReviewed, reviewCsvPath, useAccessReview } from '../../data/administration.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { ReviewTable } from './ReviewTable.tsx';
import { useChange } from './useChange.ts';
import './review.css';

function Rules({ rules }: Pick<AccessReview, 'rules'>): JSX.Element {
  const { t } = useTexts();
  return (
    <details className="review-rules">
      <summary>{t('administration.review.rules')}</summary>
      <ul>
        {rules.map(({ name, days, source }) => (
          <li key={name}>
            {t(`administration.review.rule.${name}`, { days })} <small>{source}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}

function UnusedAccounts({ unusedAccounts }: Pick<AccessReview, 'unusedAccounts'>): JSX.Element {
  const { t, format } = useTexts();
  const holds = useHolds();
  return (
    <section className="unused-accounts" aria-labelledby="unused-accounts">
      <h2 id="unused-accounts">{t('administration.review.unusedTitle')}</h2>
      {unusedAccounts.length === 0 && <p className="muted">{t('administration.review.unusedNone')}</p>}
      <ul>
        {unusedAccounts.map(({ id, name, displayName, lastSignInAt, createdAt }) => {
          const key = lastSignInAt === null ? 'unusedNever' : 'unusedSince';
          const date = format.date(Date.parse(lastSignInAt ?? createdAt));
          return (
            <li key={id}>
              {t(`administration.review.${key}`, { name, displayName, date })}{' '}
              {holds('account.manage') && (
                <a {...linkTo(pathOf({ page: 'administration', tab: 'people', id }))}>
                  {t('administration.review.open')}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const needsLook = ({ flags, account }: GrantRow): boolean => flags.length > 0 || account.disabled;

function Review({ review }: { readonly review: AccessReview }): JSX.Element {
  const { t, language } = useTexts();
  const tell = useFailureSentence();
  const flagged = review.grants.filter(needsLook);
  const [show, setShow] = useState<'flagged' | 'all'>('flagged');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const marking = useChange(markReviewed);
  const rows = show === 'all' ? review.grants : flagged;
  const marked = rows.flatMap(({ grant }) => (chosen.has(grant.id) ? [grant.id] : []));

  function mark(): void {
    marking.mutate(marked.slice(0, 1_000), { onSuccess: () => setChosen(new Set()) });
  }

  return (
    <div className="review">
      <div className="administration-tools">
        <fieldset className="review-show">
          <legend className="visually-hidden">{t('administration.review.show')}</legend>
          {(['flagged', 'all'] as const).map((option) => (
            <button key={option} type="button" aria-pressed={option === show} onClick={() => setShow(option)}>
              {t(`administration.review.${option}`, {
                count: option === 'all' ? review.grants.length : flagged.length,
              })}
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          className="primary-button"
          disabled={marked.length === 0 || marking.isPending}
          onClick={mark}
        >
          {marked.length === 0
            ? t('administration.review.markNone')
            : t('administration.review.mark', { count: marked.length })}
        </button>
        <a className="quiet-button" href={reviewCsvPath(language)} download>
          {t('administration.review.csv')}
        </a>
        <output>{marking.isSuccess && t('administration.review.marked', { count: marking.data })}</output>
      </div>
      <p className="form-error" role="alert">
        {marking.isError && tell(marking.error).sentence}
      </p>
      <ReviewTable key={show} rows={rows} chosen={chosen} onChoose={setChosen} />
      <UnusedAccounts unusedAccounts={review.unusedAccounts} />
      <Rules rules={review.rules} />
    </div>
  );
}

/** Who has what, and what of it has to be looked at. */
export function ReviewTab(): JSX.Element {
  const { t } = useTexts();
  const review = useAccessReview();
  if (review.data !== undefined) return <Review review={review.data} />;
  if (review.isError) {
    const what = t('administration.review.loading');
    return <Failure what={what} error={review.error} onRetry={() => void review.refetch()} />;
  }
  return <div className="administration-waiting skeleton" aria-busy="true" />;
}
