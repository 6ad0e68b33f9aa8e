import { alarmKindSchema, type AlarmRule, alarmSeveritySchema, hasThreshold } from '@khue/domain/alarm';
import type { FormEvent, JSX } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { Loaded } from '../../controls/Loaded.tsx';
import { useAlarmRules, useRuleChange } from '../../data/alarms.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Check, Select } from '../privacy/fields.tsx';
import './alarmRules.css';

function thresholdKind(kind: AlarmRule['kind']): 'school_dark' | 'clock_drift' {
  return kind === 'school_dark' ? 'school_dark' : 'clock_drift';
}

function RuleForm({ rule }: { readonly rule: AlarmRule }): JSX.Element {
  const { t } = useTexts();
  const change = useRuleChange(rule.kind);
  const tell = useFailureSentence();
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    change.mutate({
      enabled: formText(form, 'enabled') === 'on',
      severity: alarmSeveritySchema.options.find((known) => known === formText(form, 'severity')) ?? rule.severity,
      onDelayS: Number(formText(form, 'onDelayS')),
      offDelayS: Number(formText(form, 'offDelayS')),
      threshold: hasThreshold(rule.kind) ? Number(formText(form, 'threshold')) : null,
      source: formText(form, 'source'),
    });
  }
  const title = t(`alarms.kind.${rule.kind}`);
  const delay = { type: 'number', min: 0, max: 86_400, step: 1 } as const;
  return (
    <form className="entry-form alarm-rule" aria-label={title} data-rule={rule.kind} onSubmit={send}>
      <h2>{title}</h2>
      <p>{t(`alarms.rules.explain.${rule.kind}`)}</p>
      <Check label={t('alarms.rules.enabled')} name="enabled" defaultChecked={rule.enabled} />
      <Select label={t('alarms.rules.severity')} name="severity" defaultValue={rule.severity}>
        {alarmSeveritySchema.options.map((severity) => (
          <option key={severity} value={severity}>
            {t(`severity.${severity}`)}
          </option>
        ))}
      </Select>
      <TextField label={t('alarms.rules.onDelay')} name="onDelayS" {...delay} defaultValue={rule.onDelayS} />
      <TextField label={t('alarms.rules.offDelay')} name="offDelayS" {...delay} defaultValue={rule.offDelayS} />
      {rule.threshold !== null && (
        <TextField
          label={t(`alarms.rules.threshold.${thresholdKind(rule.kind)}`)}
          name="threshold"
          type="number"
          min={1}
          max={86_400_000}
          step={1}
          defaultValue={rule.threshold}
        />
      )}
      <TextField label={t('alarms.rules.source')} name="source" maxLength={500} defaultValue={rule.source} />
      <div className="alarm-form-end">
        <button type="submit" className="primary-button" disabled={change.isPending}>
          {change.isPending ? t('alarms.act.sending') : t('alarms.rules.save')}
        </button>
        <output>{change.isSuccess && t('alarms.rules.saved')}</output>
      </div>
      <p className="form-error" role="alert">
        {change.error !== null && tell(change.error).sentence}
      </p>
    </form>
  );
}

/** The worst kind first, as the kinds are listed everywhere. */
function inOrder(rules: readonly AlarmRule[]): AlarmRule[] {
  const { options } = alarmKindSchema;
  return rules.toSorted((a, b) => options.indexOf(a.kind) - options.indexOf(b.kind));
}

/** A rule for those who may read it. */
function RuleShown({ rule }: { readonly rule: AlarmRule }): JSX.Element {
  const { t, format } = useTexts();
  return (
    <section className="alarm-rule" data-rule={rule.kind}>
      <h2>{t(`alarms.kind.${rule.kind}`)}</h2>
      <p>{t(`alarms.rules.explain.${rule.kind}`)}</p>
      <dl className="alarm-facts">
        <dt>{t('alarms.chosen.state')}</dt>
        <dd>{t(rule.enabled ? 'alarms.rules.enabled' : 'alarms.rules.disabled')}</dd>
        <dt>{t('alarms.rules.severity')}</dt>
        <dd>{t(`severity.${rule.severity}`)}</dd>
        <dt>{t('alarms.rules.onDelay')}</dt>
        <dd>{format.number(rule.onDelayS)}</dd>
        <dt>{t('alarms.rules.offDelay')}</dt>
        <dd>{format.number(rule.offDelayS)}</dd>
        {rule.threshold !== null && (
          <>
            <dt>{t(`alarms.rules.threshold.${thresholdKind(rule.kind)}`)}</dt>
            <dd>{format.number(rule.threshold)}</dd>
          </>
        )}
        <dt>{t('alarms.rules.source')}</dt>
        <dd>{rule.source}</dd>
      </dl>
    </section>
  );
}

/** By what alarms are raised. */
export function AlarmRulesTab(): JSX.Element {
  const { t } = useTexts();
  const rules = useAlarmRules();
  const holds = useHolds();
  return (
    <section className="alarm-rules">
      <p className="alarm-lead">{t('alarms.rules.lead')}</p>
      <Loaded what="alarms.rules.what" query={rules}>
        {(list) => (
          <div className="alarm-rule-list">
            {inOrder(list).map((rule) =>
              holds('alarm.manage') ? (
                <RuleForm key={rule.kind} rule={rule} />
              ) : (
                <RuleShown key={rule.kind} rule={rule} />
              ),
            )}
          </div>
        )}
      </Loaded>
    </section>
  );
}
