import type { AuditBoard } from '@khue/domain/auditApi';
import { boardOrderSchema, boardPageSchools } from '@khue/domain/auditApi';
import { type JSX, useId } from 'react';
import type { BoardView } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';

interface FilterProps {
  readonly board: AuditBoard;
  readonly view: BoardView;
  readonly onView: (view: BoardView) => void;
}

/** Which schools stand on the page, of how many; back and forth. */
function Pages({ board, view, onView }: FilterProps): JSX.Element {
  const { t, format } = useTexts();
  const { matching, page, schools } = board;
  const first = (page - 1) * boardPageSchools;
  const last = Math.max(1, Math.ceil(matching / boardPageSchools));
  return (
    <nav className="board-pages" aria-label={t('audit.board.pages')}>
      <span aria-live="polite">
        {schools.length > 0 &&
          t('audit.board.shown', {
            from: format.number(first + 1),
            to: format.number(first + schools.length),
            total: format.number(matching),
          })}
      </span>
      {last > 1 && (
        <>
          <button
            type="button"
            className="quiet-button"
            disabled={page <= 1}
            onClick={() => onView({ ...view, page: page - 1 })}
          >
            {t('audit.board.before')}
          </button>
          <button
            type="button"
            className="quiet-button"
            disabled={page >= last}
            onClick={() => onView({ ...view, page: page + 1 })}
          >
            {t('audit.board.next')}
          </button>
        </>
      )}
    </nav>
  );
}

/** Narrows the schools of a board, and says in which order they stand. */
export function BoardFilter({ board, view, onView }: FilterProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const change = (to: Partial<BoardView>): void => onView({ ...view, ...to, page: 1 });
  return (
    <search className="board-filter" aria-label={t('audit.board.filter')}>
      <input
        type="search"
        value={view.q}
        maxLength={100}
        placeholder={t('audit.board.search')}
        aria-label={t('audit.board.search')}
        onChange={({ target }) => change({ q: target.value })}
      />
      <label htmlFor={`${id}-ward`} className="visually-hidden">
        {t('audit.choose.ward')}
      </label>
      <select
        id={`${id}-ward`}
        value={view.ward ?? ''}
        onChange={({ target }) => change({ ward: target.value === '' ? null : target.value })}
      >
        <option value="">{t('audit.choose.anyWard')}</option>
        {board.wards.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-rule`} className="visually-hidden">
        {t('audit.board.failing')}
      </label>
      <select
        id={`${id}-rule`}
        value={view.rule ?? ''}
        onChange={({ target }) => change({ rule: target.value === '' ? null : target.value })}
      >
        <option value="">{t('audit.board.anyRule')}</option>
        {board.causes
          .toSorted((a, b) => a.ruleId.localeCompare(b.ruleId))
          .map(({ ruleId }) => (
            <option key={ruleId} value={ruleId}>
              {t('audit.board.fails', { rule: ruleId })}
            </option>
          ))}
      </select>
      <label htmlFor={`${id}-order`} className="visually-hidden">
        {t('audit.board.orderLabel')}
      </label>
      <select
        id={`${id}-order`}
        value={view.order}
        onChange={({ target }) => change({ order: boardOrderSchema.parse(target.value) })}
      >
        {boardOrderSchema.options.map((order) => (
          <option key={order} value={order}>
            {t(`audit.board.orders.${order}`)}
          </option>
        ))}
      </select>
      <Pages board={board} view={view} onView={onView} />
    </search>
  );
}
