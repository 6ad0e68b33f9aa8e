import type { ApprovalItem, ZoneRuleList } from '@khue/domain/privacyApi';
import type { ApprovalState } from '@khue/domain/privacy';
import type { JSX } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { actOnApproval, type ApprovalAct, useApprovals, usePrivacyChange } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { AskApproval } from './AskApproval.tsx';
import { ChangeError } from './fields.tsx';
import { Register } from './Register.tsx';

const groups = ['waiting', 'open', 'past'] as const;
type Group = (typeof groups)[number];

const groupOf: Readonly<Record<ApprovalState, Group>> = {
  requested: 'waiting',
  planned: 'open',
  in_force: 'open',
  expiring: 'open',
  past: 'past',
  refused: 'past',
  withdrawn: 'past',
  lapsed: 'past',
};

/** School and camera, or the whole zone. */
function usePlaceName(): (approval: ApprovalItem) => string {
  const { t } = useTexts();
  return ({ schoolName, cameraName, zone }) =>
    `${schoolName} · ${cameraName ?? `${t('privacy.approvals.allCameras')} ${t(`zone.${zone}`)}`}`;
}

interface RowProps {
  readonly approval: ApprovalItem;
  readonly busy: boolean;
  readonly onAct: (act: ApprovalAct) => void;
}

const acts = [
  { act: 'approved', word: 'approve', right: 'mayDecide', look: 'primary-button' },
  { act: 'refused', word: 'refuse', right: 'mayDecide', look: 'quiet-button' },
  { act: 'withdrawn', word: 'withdraw', right: 'mayWithdraw', look: 'quiet-button' },
] as const;

function Actions({ approval, busy, onAct }: RowProps): JSX.Element {
  const { t } = useTexts();
  const what = usePlaceName()(approval);
  const { id, state, mayDecide } = approval;
  return (
    <>
      {acts
        .filter(({ right }) => approval[right])
        .map(({ act, word, look }) => (
          <button
            key={act}
            type="button"
            className={look}
            disabled={busy}
            aria-label={t(`privacy.approvals.${word}What`, { what })}
            onClick={() => onAct({ id, act })}
          >
            {t(`privacy.approvals.${word}`)}
          </button>
        ))}
      {state === 'requested' && !mayDecide && <small>{t('privacy.approvals.waitsForOther')}</small>}
    </>
  );
}

function Row({ approval, busy, onAct }: RowProps): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const { state, validFrom, validTo, decidedAt, decidedByName } = approval;
  const runs = state === 'in_force' || state === 'expiring';
  return (
    <tr data-approval={approval.id} data-state={state}>
      <td>
        <b>{usePlaceName()(approval)}</b>
        <small>{`${approval.schoolCode} · ${t(`zone.${approval.zone}`)}`}</small>
      </td>
      <td>
        {approval.reason}
        <small>{approval.legalBasis}</small>
      </td>
      <td>
        {approval.requestedByName}
        <small>{format.dateTime(approval.requestedAt)}</small>
      </td>
      <td>
        {decidedByName ?? '–'}
        {decidedAt !== null && <small>{format.dateTime(decidedAt)}</small>}
      </td>
      <td>
        <span className={runs ? 'said' : ''}>{t(`privacy.approvals.states.${state}`)}</span>
        {runs && <small>{t('privacy.approvals.ends', { time: format.duration(validTo - now) })}</small>}
        <small>{t('privacy.approvals.span', { from: format.dateTime(validFrom), to: format.dateTime(validTo) })}</small>
      </td>
      <td className="row-actions">
        <Actions approval={approval} busy={busy} onAct={onAct} />
      </td>
    </tr>
  );
}

interface TableProps {
  readonly title: string;
  readonly approvals: readonly ApprovalItem[];
  readonly busy: boolean;
  readonly onAct: (act: ApprovalAct) => void;
}

function ApprovalTable({ title, approvals, busy, onAct }: TableProps): JSX.Element {
  const { t, format } = useTexts();
  return (
    <section className="register-group" aria-label={title}>
      <h3>
        {title} <span>{format.number(approvals.length)}</span>
      </h3>
      {approvals.length === 0 ? (
        <p className="privacy-none">{t('privacy.approvals.noneHere')}</p>
      ) : (
        <table className="approvals">
          <thead>
            <tr>
              <th scope="col">{t('privacy.approvals.place')}</th>
              <th scope="col">{t('privacy.approvals.reason')}</th>
              <th scope="col">{t('privacy.approvals.asked')}</th>
              <th scope="col">{t('privacy.approvals.decided')}</th>
              <th scope="col">{t('privacy.approvals.until')}</th>
              <th scope="col">{t('privacy.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {approvals.map((approval) => (
              <Row key={approval.id} approval={approval} busy={busy} onAct={onAct} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ApprovalTables({ approvals }: { readonly approvals: readonly ApprovalItem[] }): JSX.Element {
  const { t } = useTexts();
  const acting = usePrivacyChange(actOnApproval);
  return (
    <>
      <ChangeError error={acting.error} />
      {groups.map((group) => (
        <ApprovalTable
          key={group}
          title={t(`privacy.approvals.group.${group}`)}
          approvals={approvals.filter(({ state }) => groupOf[state] === group)}
          busy={acting.isPending}
          onAct={(act) => acting.mutate(act)}
        />
      ))}
    </>
  );
}

/** Approvals of closed zones: asking, deciding, withdrawing. */
export function Approvals({ rules }: { readonly rules: ZoneRuleList }): JSX.Element {
  const { t } = useTexts();
  const seesCameras = useHolds()('camera.live');
  return (
    <Register
      name="zone-approvals"
      title={t('privacy.approvals.title')}
      lead={t('privacy.approvals.lead')}
      none={t('privacy.approvals.none')}
      query={useApprovals()}
      entry={seesCameras && <AskApproval rules={rules} />}
    >
      {(approvals) => <ApprovalTables approvals={approvals} />}
    </Register>
  );
}
