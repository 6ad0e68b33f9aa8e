import type { AuditRule, EvidenceHead } from '@khue/domain/audit';
import type { CameraVerdict } from '@khue/domain/auditApi';
import { reasonSentence } from '@khue/domain/auditWords';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { Confidence } from './Confidence.tsx';
import { RuleSeveritySign } from './RuleSeveritySign.tsx';
import { VerdictMark } from './VerdictMark.tsx';

interface RowProps {
  readonly verdict: CameraVerdict;
  /** undefined: the pack is not here yet. */
  readonly rule: AuditRule | undefined;
  /** Its own. */
  readonly evidence: readonly EvidenceHead[];
  readonly opened: 'evidence' | 'waiver' | null;
  readonly mayWaive: boolean;
  readonly onOpen: (what: 'evidence' | 'waiver') => void;
}

/** `7c1e…d04a` */
function short(hash: string): string {
  return `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}

function EvidenceButtons({ verdict, evidence, opened, mayWaive, onOpen }: RowProps): JSX.Element {
  const { t } = useTexts();
  const { ruleId, result } = verdict;
  const [first] = evidence;
  const shown =
    first === undefined ? '' : `${short(first.sha256)}${evidence.length > 1 ? ` +${evidence.length - 1}` : ''}`;
  const isDropped = evidence.some(({ droppedAt }) => droppedAt !== null);
  const waivable = mayWaive && verdict.waiver === null && result !== 'PASS' && result !== 'N/A';
  return (
    <span className="evidence-buttons">
      {first === undefined ? (
        <span className="no-evidence">{t('audit.camera.noEvidence')}</span>
      ) : (
        <button
          type="button"
          className="text-button hash"
          aria-expanded={opened === 'evidence'}
          aria-label={t('audit.camera.openEvidence', { hash: shown, rule: ruleId })}
          onClick={() => onOpen('evidence')}
        >
          {shown}
        </button>
      )}
      {isDropped && <small className="evidence-over">{t('audit.camera.dropped')}</small>}
      {waivable && (
        <button
          type="button"
          className="text-button"
          aria-expanded={opened === 'waiver'}
          aria-label={t('audit.waivers.openWhat', { rule: ruleId })}
          onClick={() => onOpen('waiver')}
        >
          {t('audit.waivers.open')}
        </button>
      )}
    </span>
  );
}

/** What was found, and why it is judged so; in place of value and threshold the reason where nothing was found. */
function Found({ verdict }: Pick<RowProps, 'verdict'>): JSX.Element {
  const { t, format, language } = useTexts();
  const { value, threshold, reason, params, waiver, result } = verdict;
  const why = reasonSentence(reason, params, language);
  const note = waiver !== null && (
    <small>
      {t('audit.waivers.note', {
        date: format.date(Date.parse(waiver.validTo)),
        reason: waiver.reason,
        approver: waiver.approver,
      })}
    </small>
  );
  if (value === null) {
    return (
      <td colSpan={2} className="verdict-why">
        {why}
        {note}
      </td>
    );
  }
  return (
    <>
      <td className={result === 'FAIL' ? 'found failed' : 'found'}>
        {value[language]}
        {reason !== 'met' && reason !== 'not_met' && <small>{why}</small>}
        {note}
      </td>
      <td>{threshold[language]}</td>
    </>
  );
}

/** One rule on one camera. */
export function VerdictRow(row: RowProps): JSX.Element {
  const { verdict, rule, opened } = row;
  const { t, language } = useTexts();
  const { ruleId, result, severity, enabled } = verdict;
  return (
    <tr
      data-rule={ruleId}
      data-result={result}
      className={enabled ? undefined : 'not-enabled'}
      aria-current={opened === null ? undefined : 'true'}
    >
      <td>
        <VerdictMark result={result} severity={severity} />
      </td>
      <td>
        <span className="verdict-rule">
          {result !== 'N/A' && <RuleSeveritySign severity={severity} />}
          <span className="rule-id">{ruleId}</span>
          <b>{rule?.title[language] ?? ''}</b>
        </span>
        {!enabled && <small>{t('audit.camera.notEnabled')}</small>}
      </td>
      <Found verdict={verdict} />
      <td>{rule !== undefined && <SourceWord rule={rule} />}</td>
      <td className="verdict-vantage">{t(`audit.vantage.${verdict.vantage}`)}</td>
      <td>
        <EvidenceButtons {...row} />
      </td>
    </tr>
  );
}

/** How well the source is known; which one it is, on hovering and for readers aloud. */
function SourceWord({ rule }: { readonly rule: AuditRule }): JSX.Element {
  const { language } = useTexts();
  return (
    <span title={rule.source[language]}>
      <Confidence of={rule.sourceConfidence} />
      <span className="visually-hidden">{rule.source[language]}</span>
    </span>
  );
}
