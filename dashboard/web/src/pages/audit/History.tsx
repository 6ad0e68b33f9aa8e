import type { CameraAudit } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import './history.css';

/** How the camera did before, by the same version of the same profile: only those can be compared. */
export function History({ audit }: { readonly audit: CameraAudit }): JSX.Element {
  const { t, format } = useTexts();
  const earlier = audit.history.filter(({ campaignId }) => campaignId !== audit.campaign.id);
  return (
    <section className="panel-part" aria-labelledby="audit-history">
      <h3 id="audit-history">{t('audit.camera.history')}</h3>
      {earlier.length === 0 ? (
        <p className="audit-none">{t('audit.camera.noHistory')}</p>
      ) : (
        <ol className="history">
          {earlier.map(({ campaignId, title, at, score }) => (
            <li key={campaignId}>
              <span>{format.date(Date.parse(at))}</span>
              <b>{title}</b>
              <span>
                {score.score === null
                  ? t('audit.camera.badge.none')
                  : t('audit.camera.historyLine', {
                      score: score.enough ? format.number(score.score * 100, 1) : t('audit.board.enough'),
                      coverage: format.percent(score.coverage ?? 0),
                    })}
              </span>
              {score.gateFailed > 0 && <strong>{t('audit.camera.badge.fail')}</strong>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
