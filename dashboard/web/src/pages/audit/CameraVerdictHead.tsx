import { verdictResults, type VerdictResult } from '@khue/domain/audit';
import type { CameraAudit } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { badgeOf, inReadingOrder } from './verdictOrder.ts';
import './verdictHead.css';

/** A small block for every rule that is scored or set aside, in reading order. */
function VerdictBar({ audit }: { readonly audit: CameraAudit }): JSX.Element {
  const { t, format } = useTexts();
  const shown = inReadingOrder(audit.verdicts).filter(({ enabled }) => enabled);
  const count = (result: VerdictResult): string =>
    format.number(shown.filter((verdict) => verdict.result === result).length);
  const [pass, warn, fail, unknown, na, waived] = verdictResults.map(count);
  return (
    <>
      <div className="verdict-bar" aria-hidden="true">
        {shown.map(({ ruleId, result, severity }) => (
          <i
            key={ruleId}
            data-verdict={result === 'FAIL' && severity === 'critical' ? 'CRITICAL' : result}
            title={ruleId}
          />
        ))}
      </div>
      <p className="verdict-counts">
        <span className="visually-hidden">{t('audit.camera.bar', { total: format.number(shown.length) })}</span>
        {t('audit.camera.counts', {
          pass: pass ?? '',
          warn: warn ?? '',
          fail: fail ?? '',
          unknown: unknown ?? '',
          na: na ?? '',
          waived: waived ?? '',
        })}
      </p>
    </>
  );
}

function Figures({ audit }: { readonly audit: CameraAudit }): JSX.Element {
  const { t, format } = useTexts();
  const { score } = audit.camera;
  const counts = score?.counts;
  const seen = counts === undefined ? 0 : counts.PASS + counts.WARN + counts.FAIL;
  return (
    <>
      {score !== null && score.score !== null && (
        <p className="camera-figure" data-enough={score.enough}>
          <b>{score.enough ? format.number(score.score * 100, 1) : t('audit.board.enough')}</b>
          {t('audit.camera.scoreUnit')}
        </p>
      )}
      {score !== null && score.coverage !== null && (
        <p className="camera-figure">
          <b>{format.percent(score.coverage)}</b>
          {t('audit.camera.coverageUnit', {
            seen: format.number(seen),
            applicable: format.number(seen + (counts?.UNKNOWN ?? 0)),
          })}
        </p>
      )}
      <p className="camera-figure">
        <b>{format.number(audit.evidence.length)}</b>
        {t('audit.camera.evidenceUnit')}
      </p>
    </>
  );
}

/** The verdict on a camera as a whole; a good score cannot hide a critical failure. */
export function CameraVerdictHead({ audit }: { readonly audit: CameraAudit }): JSX.Element {
  const { t } = useTexts();
  const { camera, verdicts } = audit;
  const look = badgeOf(camera.score, verdicts);
  const critical = verdicts
    .filter(({ result, severity, enabled }) => enabled && result === 'FAIL' && severity === 'critical')
    .map(({ ruleId }) => ruleId);
  return (
    <header className="camera-head">
      <h2>
        {camera.code} <span>{camera.name}</span>
        {camera.synthetic && <em className="synthetic-mark">{t('synthetic.mark')}</em>}
      </h2>
      <p className="camera-zone">{`${t(`zone.${camera.zone}`)} · ${t(`audit.taskState.${camera.taskState}`)}`}</p>
      <div className="camera-figures">
        <span className="camera-badge" data-look={look}>
          {t(`audit.camera.badge.${look}`)}
        </span>
        {critical.length > 0 && (
          <p className="gate-note">{t('audit.camera.gateNote', { rules: critical.join(', ') })}</p>
        )}
        <Figures audit={audit} />
      </div>
      {verdicts.length > 0 && <VerdictBar audit={audit} />}
    </header>
  );
}
