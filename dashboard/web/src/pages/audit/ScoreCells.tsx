import type { AuditBoard } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';

type SchoolRow = AuditBoard['schools'][number];

/** Squares drawn at most; more cameras are told by figures alone. */
const squareLimit = 8;

/** A square per camera: solid where it fails, outlined where it does not, a dash where it is not finished. */
function Squares({ school }: { readonly school: SchoolRow }): JSX.Element {
  const { t, format } = useTexts();
  const { cameras, finished, score } = school;
  const said = t('audit.board.gate', { count: format.number(score.gateFailed), total: format.number(finished) });
  if (cameras > squareLimit) {
    return <span title={said}>{`${format.number(score.gateFailed)}/${format.number(finished)}`}</span>;
  }
  const looks = Array.from({ length: cameras }, (_, at) =>
    at < score.gateFailed ? 'failed' : at < finished ? 'passed' : 'waiting',
  );
  return (
    <span className="squares" title={said}>
      <span className="visually-hidden">{said}</span>
      {looks.map((look, at) => (
        <i key={`${look} ${at}`} className={look} aria-hidden="true" />
      ))}
    </span>
  );
}

/** Cameras, score and coverage of a school; no score is said where too little is known. */
export function ScoreCells({ school }: { readonly school: SchoolRow }): JSX.Element {
  const { t, format } = useTexts();
  const { finished, cameras } = school;
  const { score, coverage, enough } = school.score;
  return (
    <>
      <td>
        <Squares school={school} />
        {finished < cameras && (
          <small className="matrix-part">
            {t('audit.board.part', { done: format.number(finished), total: format.number(cameras) })}
          </small>
        )}
      </td>
      <td className="numeric matrix-score">
        {enough && score !== null ? (
          <b>{format.number(score * 100, 1)}</b>
        ) : (
          <span className="not-enough" title={t('audit.board.enoughLong')}>
            {t('audit.board.enough')}
          </span>
        )}
      </td>
      <td>
        {coverage !== null && (
          <span className="coverage">
            <meter max={1} value={coverage} aria-label={t('audit.board.coverage')} />
            {format.number(coverage * 100)}
          </span>
        )}
      </td>
    </>
  );
}
