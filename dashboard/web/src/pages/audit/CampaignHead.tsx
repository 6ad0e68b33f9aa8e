import type { AuditCampaign } from '@khue/domain/audit';
import type { AuditBoard } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { type MinutesOf, moveCampaign, useAuditChange } from '../../data/audits.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { ChangeError } from '../privacy/fields.tsx';
import { MinutesLinks } from './MinutesLinks.tsx';
import { useCampaignState } from './useCampaignState.ts';

interface HeadProps {
  readonly campaign: AuditCampaign;
  readonly board: AuditBoard;
  readonly of: MinutesOf;
}

/** How far it is, in words and as a bar. */
function Progress({ campaign }: { readonly campaign: AuditCampaign }): JSX.Element {
  const { t, format } = useTexts();
  const stateOf = useCampaignState();
  const { counts, state } = campaign;
  const { total, waiting, running, done, skipped, failed } = counts;
  const finished = done + skipped + failed;
  const notes = [
    waiting + running > 0 && t('audit.board.remaining', { count: format.number(waiting + running) }),
    skipped > 0 && t('audit.board.skipped', { count: format.number(skipped) }),
    failed > 0 && t('audit.board.failed', { count: format.number(failed) }),
    state === 'running' && t('audit.board.refresh'),
  ].filter((note) => note !== false);
  const said = t('audit.board.progress', { done: format.number(finished), total: format.number(total) });
  return (
    <div className="campaign-progress" data-state={state}>
      <progress max={Math.max(total, 1)} value={finished} aria-label={said} />
      <b>{said}</b>
      <span>{[stateOf(campaign), ...notes].join(' · ')}</span>
    </div>
  );
}

function Moves({ campaign }: { readonly campaign: AuditCampaign }): JSX.Element | null {
  const { t } = useTexts();
  const mayRun = useHolds()('audit.run');
  const moving = useAuditChange(moveCampaign);
  if (!mayRun) return null;
  const { id, state } = campaign;
  const to = state === 'running' || state === 'waiting' ? 'stop' : state === 'stopped' ? 'resume' : null;
  return (
    <>
      {to !== null && (
        <button
          type="button"
          className="quiet-button"
          disabled={moving.isPending}
          onClick={() => moving.mutate({ id, to })}
        >
          {t(`audit.board.${to}`)}
        </button>
      )}
      <ChangeError error={moving.error} />
    </>
  );
}

/** Of one school there are never too many. */
function camerasOf({ cameras, wards }: AuditBoard, { schoolId, ward }: MinutesOf): number {
  if (schoolId !== null) return 0;
  return ward === null ? cameras : (wards.find(({ code }) => code === ward)?.cameras ?? 0);
}

/** Which campaign, how far, and what can be done with it. */
export function CampaignHead({ campaign, board, of }: HeadProps): JSX.Element {
  const { t } = useTexts();
  const { id, title, profile, profileVersion } = campaign;
  return (
    <header className="campaign-head">
      <div className="campaign-title">
        <a className="back-link" {...linkTo(pathOf({ page: 'audit', tab: 'campaigns', campaign: null }))}>
          {t('audit.board.back')}
        </a>
        <h1>{title}</h1>
        {board.synthetic && <span className="synthetic-badge">{t('synthetic.mark')}</span>}
        <Progress campaign={campaign} />
      </div>
      <div className="campaign-about">
        <span>
          {t('audit.campaigns.profile')}
          <b>{t('audit.campaigns.profileVersion', { name: profile, version: profileVersion })}</b>
        </span>
        <span className="placeholder-word">
          <i className="hatched" aria-hidden="true" />
          <span>
            <b>{t('audit.placeholder.name')}</b>
            {t('audit.placeholder.word')}
          </span>
        </span>
        <span className="campaign-buttons">
          <Moves campaign={campaign} />
          <MinutesLinks campaignId={id} of={of} cameras={camerasOf(board, of)} beside="board" />
        </span>
      </div>
    </header>
  );
}
