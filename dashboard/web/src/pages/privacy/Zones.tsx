import type { ZoneRule } from '@khue/domain/privacy';
import { type FormEvent, type JSX, useState } from 'react';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { Loaded } from '../../controls/Loaded.tsx';
import { changeZoneRule, usePrivacyChange, useZoneRules } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Approvals } from './Approvals.tsx';
import { ChangeError, Check, FormEnd } from './fields.tsx';
import { SourceWords } from './SourceWords.tsx';

interface RuleFormProps {
  readonly rule: ZoneRule;
  readonly onDone: () => void;
}

function RuleForm({ rule, onDone }: RuleFormProps): JSX.Element {
  const { t } = useTexts();
  const changing = usePrivacyChange(changeZoneRule);

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const change = {
      zone: rule.zone,
      needsApproval: formText(form, 'needsApproval') === 'on',
      onWalls: formText(form, 'onWalls') === 'on',
      source: formText(form, 'source'),
    };
    changing.mutate(change, { onSuccess: onDone });
  }

  const title = t('privacy.editWhat', { what: t(`zone.${rule.zone}`) });
  return (
    <form className="entry-form" aria-label={title} onSubmit={send}>
      <h3>{title}</h3>
      <Check label={t('privacy.zones.closed')} name="needsApproval" defaultChecked={rule.needsApproval} />
      <Check
        label={`${t('privacy.zones.walls')}: ${t('privacy.zones.onWalls')}`}
        name="onWalls"
        defaultChecked={rule.onWalls}
      />
      <TextField
        label={t('privacy.zones.source')}
        name="source"
        minLength={3}
        maxLength={200}
        defaultValue={rule.source}
        autoComplete="off"
      />
      <FormEnd submit={t('privacy.save')} busy={changing.isPending} onCancel={onDone} />
      <ChangeError error={changing.error} />
    </form>
  );
}

function Rules({ rules }: { readonly rules: readonly ZoneRule[] }): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('privacy.manage');
  const [editing, setEditing] = useState<string | null>(null);
  const edited = rules.find(({ zone }) => zone === editing);
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('privacy.zones.zone')}</th>
            <th scope="col">{t('privacy.zones.rule')}</th>
            <th scope="col">{t('privacy.zones.walls')}</th>
            <th scope="col">{t('privacy.zones.source')}</th>
            {manages && <th scope="col">{t('privacy.actions')}</th>}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.zone} data-zone={rule.zone}>
              <td>{t(`zone.${rule.zone}`)}</td>
              <td className={rule.needsApproval ? 'said' : ''}>
                {t(rule.needsApproval ? 'privacy.zones.closed' : 'privacy.zones.open')}
              </td>
              <td>{t(rule.onWalls ? 'privacy.zones.onWalls' : 'privacy.zones.notOnWalls')}</td>
              <td>
                <SourceWords source={rule.source} />
              </td>
              {manages && (
                <td className="row-actions">
                  <button
                    type="button"
                    className="quiet-button"
                    aria-label={t('privacy.editWhat', { what: t(`zone.${rule.zone}`) })}
                    onClick={() => setEditing(rule.zone)}
                  >
                    {t('privacy.edit')}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {edited !== undefined && <RuleForm key={edited.zone} rule={edited} onDone={() => setEditing(null)} />}
      <p className="register-lead">{t('privacy.zones.always')}</p>
    </>
  );
}

/** What holds for each zone, and the approvals that open closed ones. */
export function Zones(): JSX.Element {
  const { t } = useTexts();
  const rules = useZoneRules();
  return (
    <>
      {rules.data !== undefined && <Approvals rules={rules.data} />}
      <section className="register" aria-labelledby="zone-rules">
        <h2 id="zone-rules">{t('privacy.zones.title')}</h2>
        <Loaded what="privacy.loading" query={rules}>
          {(list) => <Rules rules={list.rules} />}
        </Loaded>
      </section>
    </>
  );
}
