import type { Evidence, KeptEvidence } from '@khue/domain/audit';
import type { CameraAudit, CameraVerdict } from '@khue/domain/auditApi';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { useEvidence } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { checkHash } from './checkHash.ts';
import './evidence.css';

/** Longer texts scroll. */
const bodyLines = 18;

function HashCheck({ evidence }: { readonly evidence: Pick<Evidence, 'id' | 'body' | 'sha256'> }): JSX.Element {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: ['evidenceHash', evidence.id],
    queryFn: () => checkHash(evidence),
    staleTime: Infinity,
  });
  return (
    <output className="hash-check" data-checked={data ?? 'pending'}>
      {data === undefined ? '' : t(`audit.camera.${data}`)}
    </output>
  );
}

function CopyHash({ hash }: { readonly hash: string }): JSX.Element {
  const { t } = useTexts();
  const [said, setSaid] = useState<'copy' | 'copied' | 'copyFailed'>('copy');
  // Browsers hand out the clipboard over HTTPS alone.
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(hash);
      setSaid('copied');
    } catch {
      setSaid('copyFailed');
    }
  };
  return (
    <button type="button" className="quiet-button" onClick={() => void copy()}>
      {t(`audit.camera.${said}`)}
    </button>
  );
}

function Facts({ evidence }: { readonly evidence: KeptEvidence }): JSX.Element {
  const { t, format } = useTexts();
  const { body } = evidence;
  const facts = [
    ['kind', evidence.kind],
    ['at', `${format.dateTime(Date.parse(evidence.at))} · ${evidence.at}`],
    ['clock', t(`audit.clockSource.${evidence.clockSource}`)],
    ['vantage', t(`audit.vantage.${evidence.vantage}`)],
    ['permission', evidence.permissionId ?? t('audit.camera.noPacket')],
    ['tool', evidence.tool],
  ] as const;
  return (
    <dl className="evidence-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`audit.camera.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{t('audit.camera.sha')}</dt>
        <dd>
          <code className="sha">{evidence.sha256}</code>
          {body !== null && <HashCheck evidence={{ ...evidence, body }} />}
        </dd>
      </div>
    </dl>
  );
}

/** The text; or that it was dropped, when, and what is left to compare with. */
function Body({ evidence }: { readonly evidence: KeptEvidence }): JSX.Element {
  const { t, format } = useTexts();
  const { body, droppedAt } = evidence;
  if (body === null) {
    return (
      <p className="evidence-dropped hatched">
        {t('audit.camera.droppedLong', { date: droppedAt === null ? '' : format.date(Date.parse(droppedAt)) })}
      </p>
    );
  }
  return (
    <textarea
      className="evidence-body"
      aria-label={t('audit.camera.body')}
      readOnly
      rows={Math.min(bodyLines, body.split('\n').length + 1)}
      value={body}
    />
  );
}

function One({ id, label }: { readonly id: string; readonly label: string }): JSX.Element {
  return (
    <Loaded what="audit.loading" query={useEvidence(id)}>
      {(evidence) => (
        <article className="evidence" data-evidence={id} aria-label={label}>
          <Facts evidence={evidence} />
          <Body evidence={evidence} />
          <CopyHash hash={evidence.sha256} />
        </article>
      )}
    </Loaded>
  );
}

interface ListProps {
  readonly audit: CameraAudit;
  readonly verdict: CameraVerdict;
}

/** The evidence of a verdict, one chosen at a time: looking at it is written down. */
export function EvidenceList({ audit, verdict }: ListProps): JSX.Element {
  const { t } = useTexts();
  const own = audit.evidence.filter(({ id }) => verdict.evidenceIds.includes(id));
  const [chosen, setChosen] = useState(own[0]?.id ?? null);
  const label = t('audit.camera.evidenceOf', { rule: verdict.ruleId });
  return (
    <div className="evidence-list">
      {own.length > 1 && (
        <fieldset className="evidence-choice" aria-label={label}>
          {own.map(({ id, kind }) => (
            <button
              key={id}
              type="button"
              className="camera-choice"
              aria-pressed={id === chosen}
              onClick={() => setChosen(id)}
            >
              {kind}
            </button>
          ))}
        </fieldset>
      )}
      {chosen !== null && <One key={chosen} id={chosen} label={label} />}
    </div>
  );
}
