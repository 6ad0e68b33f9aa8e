import type { AuditProfile, AuditRule, ProfileRule } from '@khue/domain/audit';
import type { AuditRulesAnswer } from '@khue/domain/auditApi';
import { type JSX, useId, useState } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { useAuditRules } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { Confidence } from './Confidence.tsx';
import { RuleSeveritySign } from './RuleSeveritySign.tsx';

interface RowProps {
  readonly rule: AuditRule;
  readonly set: ProfileRule | undefined;
}

function Row({ rule, set }: RowProps): JSX.Element {
  const { t, language } = useTexts();
  const isOn = set?.enabled ?? false;
  return (
    <tr data-rule={rule.id} className={isOn ? undefined : 'over'}>
      <td>
        <b>{rule.id}</b> {rule.title[language]}
      </td>
      <td>
        <RuleSeveritySign severity={set?.severity ?? rule.severity} />
        {t(`audit.severity.${set?.severity ?? rule.severity}`)}
      </td>
      <td>{set?.thresholdText[language] ?? ''}</td>
      <td>
        <Confidence of={rule.sourceConfidence} /> {rule.source[language]}
      </td>
      <td>{t(`audit.rules.remotes.${rule.remote}`)}</td>
      <td>{t(isOn ? 'audit.rules.on' : 'audit.rules.off')}</td>
    </tr>
  );
}

const columns = ['rule', 'severity', 'threshold', 'source', 'remote', 'enabled'] as const;

function RuleTable({
  rules,
  profile,
}: {
  readonly rules: readonly AuditRule[];
  readonly profile: AuditProfile;
}): JSX.Element {
  const { t } = useTexts();
  return (
    <table className="register-table rules">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {t(`audit.rules.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <Row key={rule.id} rule={rule} set={profile.rules.find(({ id }) => id === rule.id)} />
        ))}
      </tbody>
    </table>
  );
}

function Profile({ answer }: { readonly answer: AuditRulesAnswer }): JSX.Element | null {
  const { t, format } = useTexts();
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const profile = answer.profiles[chosen] ?? answer.profiles[0];
  if (profile === undefined) return null;
  const enabled = profile.rules.filter((rule) => rule.enabled).length;
  const { name, version } = profile;
  return (
    <>
      <h2>{t('audit.rules.title', { name, version })}</h2>
      <div className="field profile-choice">
        <label htmlFor={id}>{t('audit.rules.profiles')}</label>
        <div className="field-box">
          <select id={id} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {answer.profiles.map((known, at) => (
              <option key={`${known.name} ${known.version}`} value={at}>
                {t('audit.campaigns.profileVersion', { name: known.name, version: known.version })}
                {` · ${t(known.state === 'placeholder' ? 'audit.placeholder.word' : 'audit.rules.inForce')}`}
              </option>
            ))}
          </select>
        </div>
      </div>
      {profile.state === 'placeholder' ? (
        <p className="placeholder-note hatched">{t('audit.placeholder.body')}</p>
      ) : (
        <p className="audit-lead">
          {t('audit.rules.lead', {
            enabled: format.number(enabled),
            off: format.number(answer.rules.length - enabled),
          })}
        </p>
      )}
      <RuleTable rules={answer.rules} profile={profile} />
      <p className="audit-none">
        {t('audit.rules.kept', {
          evidence: format.number(answer.retention.evidence.months),
          findings: format.number(answer.retention.findings.months),
          source: answer.retention.evidence.source,
        })}
      </p>
    </>
  );
}

/** The pack of rules as a profile sets it. */
export function Rules(): JSX.Element {
  return (
    <section className="audit-part">
      <Loaded what="audit.loading" query={useAuditRules()}>
        {(answer) => <Profile answer={answer} />}
      </Loaded>
    </section>
  );
}
