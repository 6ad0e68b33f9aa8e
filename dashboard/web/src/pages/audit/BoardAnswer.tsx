import type { AuditRule } from '@khue/domain/audit';
import type { AuditBoard } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';

/** Rules named at most. */
const causeLimit = 4;

interface AnswerProps {
  readonly board: AuditBoard;
  readonly rules: readonly AuditRule[];
}

function Causes({ board, rules }: AnswerProps): JSX.Element {
  const { t, format, language } = useTexts();
  const critical = board.causes.filter((cause) => cause.critical);
  const shown = (critical.length > 0 ? critical : board.causes).slice(0, causeLimit);
  const most = Math.max(1, ...shown.map(({ cameras }) => cameras));
  return (
    <div className="board-causes">
      <h2>{t(critical.length > 0 ? 'audit.board.causes' : 'audit.board.otherCauses')}</h2>
      {shown.length === 0 && <p>{t('audit.board.noCauses')}</p>}
      <ol>
        {shown.map((cause) => (
          <li key={cause.ruleId} data-rule={cause.ruleId}>
            <span>{cause.ruleId}</span>
            <b>{rules.find(({ id }) => id === cause.ruleId)?.title[language] ?? ''}</b>
            <meter
              className={cause.critical ? 'cause critical' : 'cause'}
              max={most}
              value={cause.cameras}
              aria-label={t('audit.board.cause', { count: format.number(cause.cameras) })}
            />
            <span className="cause-count">{format.number(cause.cameras)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Proof({ board }: Pick<AnswerProps, 'board'>): JSX.Element {
  const { t, format } = useTexts();
  const { counts, score, coverage, enough } = board.total;
  return (
    <div className="board-proof">
      <h2>{t('audit.board.proof')}</h2>
      <p>
        <b>{t('audit.board.verdicts', { count: format.number(counts.PASS + counts.WARN + counts.FAIL) })}</b>
      </p>
      <p>{t('audit.board.unknown', { count: format.number(counts.UNKNOWN) })}</p>
      {counts.WAIVED > 0 && <p>{t('audit.board.waived', { count: format.number(counts.WAIVED) })}</p>}
      {score !== null && coverage !== null && (
        <p>
          {t(enough ? 'audit.board.meanScore' : 'audit.board.meanTooLittle', {
            score: format.number(score * 100, 1),
            coverage: format.percent(coverage),
          })}
        </p>
      )}
    </div>
  );
}

/** The answer first: how many cameras fail, why, and what of it can be proved. */
export function BoardAnswer({ board, rules }: AnswerProps): JSX.Element {
  const { t, format } = useTexts();
  const { finished } = board;
  const { gateFailed } = board.total;
  return (
    <div className="board-answer">
      <p className="board-failed" data-none={gateFailed === 0}>
        <b>{format.number(gateFailed)}</b>
        <span>
          {finished === 0
            ? t('audit.board.notYet')
            : t('audit.board.failedCameras', { count: format.number(finished) })}
          {finished > 0 && <strong>{t(gateFailed === 0 ? 'audit.board.noneFailed' : 'audit.board.failedWord')}</strong>}
        </span>
      </p>
      <Causes board={board} rules={rules} />
      <Proof board={board} />
    </div>
  );
}
