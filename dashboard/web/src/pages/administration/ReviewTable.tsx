import type { GrantRow } from '@khue/domain/administration';
import { type JSX, useState } from 'react';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { useGrantSentence } from './useGrantSentence.ts';

/** Rows drawn at once. */
const rowsAtOnce = 100;

function Holder({ row }: { readonly row: GrantRow }): JSX.Element {
  const holds = useHolds();
  const { account, grant } = row;
  const path = pathOf({ page: 'administration', tab: 'people', id: grant.accountId });
  const isOpenable = account.kind !== 'wall' && holds('account.manage');
  return (
    <>
      {isOpenable ? <a {...linkTo(path)}>{account.displayName}</a> : account.displayName}
      <small className="muted"> {account.name}</small>
    </>
  );
}

function Flags({ row }: { readonly row: GrantRow }): JSX.Element {
  const { t } = useTexts();
  const words = row.flags.map((flag) => t(`administration.review.flag.${flag}`));
  const all = row.account.disabled ? [...words, t('administration.review.disabledAccount')] : words;
  return <>{all.join('; ')}</>;
}

interface ReviewRowProps {
  readonly row: GrantRow;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

function ReviewRow({ row, isChosen, onToggle }: ReviewRowProps): JSX.Element {
  const { t, format } = useTexts();
  const sentence = useGrantSentence()(row);
  const moment = (iso: string | null): string =>
    iso === null ? t('administration.review.never') : format.date(Date.parse(iso));
  const label = t('administration.review.select', { grant: `${row.account.displayName}: ${sentence}` });
  return (
    <tr data-grant={row.grant.id}>
      <td>
        <input type="checkbox" aria-label={label} checked={isChosen} onChange={onToggle} />
      </td>
      <td>
        <Holder row={row} />
      </td>
      <td>{sentence}</td>
      <td>
        <span className="moment">{format.date(Date.parse(row.grantedAt))}</span>,{' '}
        {row.grantedBy ?? t('administration.review.house')}
      </td>
      <td className="moment">{moment(row.lastUsedAt)}</td>
      <td>
        <span className="moment">{moment(row.reviewedAt)}</span>
        {row.reviewedBy !== null && <small className="muted"> {row.reviewedBy}</small>}
      </td>
      <td className="review-flags">
        <Flags row={row} />
      </td>
    </tr>
  );
}

interface ReviewTableProps {
  readonly rows: readonly GrantRow[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Grants with their history, to be ticked off. */
export function ReviewTable({ rows, chosen, onChoose }: ReviewTableProps): JSX.Element {
  const { t } = useTexts();
  const [count, setCount] = useState(rowsAtOnce);
  if (rows.length === 0) return <p className="administration-none">{t('administration.review.none')}</p>;
  const shown = rows.slice(0, count);
  const areAllChosen = shown.every(({ grant }) => chosen.has(grant.id));

  function toggle(id: string): void {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  }

  return (
    <>
      <table className="review-table">
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={t('administration.review.selectAll')}
                checked={areAllChosen}
                onChange={() => onChoose(new Set(areAllChosen ? [] : shown.map(({ grant }) => grant.id)))}
              />
            </th>
            {(['account', 'what', 'granted', 'used', 'reviewed', 'flags'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`administration.review.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <ReviewRow
              key={row.grant.id}
              row={row}
              isChosen={chosen.has(row.grant.id)}
              onToggle={() => toggle(row.grant.id)}
            />
          ))}
        </tbody>
      </table>
      {rows.length > count && (
        <button type="button" className="quiet-button" onClick={() => setCount(count + rowsAtOnce)}>
          {t('administration.people.more', { count: Math.min(rowsAtOnce, rows.length - count) })}
        </button>
      )}
    </>
  );
}
