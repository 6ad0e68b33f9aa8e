import type { AuditRule } from '@khue/domain/audit';
import type { CameraAudit, CameraVerdict } from '@khue/domain/auditApi';
import { Fragment, type JSX, useState } from 'react';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { EvidenceList } from './EvidenceList.tsx';
import { inReadingOrder } from './verdictOrder.ts';
import { VerdictRow } from './VerdictRow.tsx';
import { WaiverForm } from './WaiverForm.tsx';
import './verdicts.css';

interface TableProps {
  readonly audit: CameraAudit;
  readonly rules: readonly AuditRule[];
}

/** What is open beneath a row: its evidence, or the form that waives it. */
interface Opened {
  readonly ruleId: string;
  readonly what: 'evidence' | 'waiver';
}

const columns = ['result', 'rule', 'value', 'threshold', 'source', 'vantage', 'evidence'] as const;

interface BeneathProps {
  readonly audit: CameraAudit;
  readonly verdict: CameraVerdict;
  readonly what: Opened['what'];
  readonly onClose: () => void;
}

function Beneath({ audit, verdict, what, onClose }: BeneathProps): JSX.Element {
  if (what === 'waiver') return <WaiverForm audit={audit} ruleId={verdict.ruleId} onClose={onClose} />;
  return <EvidenceList audit={audit} verdict={verdict} />;
}

/** Every verdict, what needs work first; those that passed are folded. */
export function VerdictTable({ audit, rules }: TableProps): JSX.Element {
  const { t, format } = useTexts();
  const manages = useHolds()('audit.manage');
  const [showsPassed, setShowsPassed] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const ordered = inReadingOrder(audit.verdicts);
  const passed = ordered.filter(({ result }) => result === 'PASS');
  const shown = showsPassed ? ordered : ordered.filter(({ result }) => result !== 'PASS');
  const toggle = (ruleId: string, what: Opened['what']): void =>
    setOpened(opened?.ruleId === ruleId && opened.what === what ? null : { ruleId, what });
  return (
    <section className="panel-part">
      <table className="verdicts" aria-label={t('audit.camera.verdicts')}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`audit.camera.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((verdict) => (
            <Fragment key={verdict.ruleId}>
              <VerdictRow
                verdict={verdict}
                rule={rules.find(({ id }) => id === verdict.ruleId)}
                evidence={audit.evidence.filter(({ id }) => verdict.evidenceIds.includes(id))}
                opened={opened?.ruleId === verdict.ruleId ? opened.what : null}
                mayWaive={manages}
                onOpen={(what) => toggle(verdict.ruleId, what)}
              />
              {opened?.ruleId === verdict.ruleId && (
                <tr className="verdict-beneath">
                  <td colSpan={columns.length}>
                    <Beneath audit={audit} verdict={verdict} what={opened.what} onClose={() => setOpened(null)} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {passed.length > 0 && (
        <p className="verdicts-passed">
          <span>{t('audit.camera.passed', { count: format.number(passed.length) })}</span>
          <span className="passed-rules">{passed.map(({ ruleId }) => ruleId).join(' · ')}</span>
          <button
            type="button"
            className="text-button"
            aria-expanded={showsPassed}
            onClick={() => setShowsPassed(!showsPassed)}
          >
            {showsPassed
              ? t('audit.camera.hidePassed')
              : t('audit.camera.showPassed', { count: format.number(passed.length) })}
          </button>
        </p>
      )}
    </section>
  );
}
