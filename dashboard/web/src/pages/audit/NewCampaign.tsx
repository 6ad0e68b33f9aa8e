import type { AuditSchool } from '@khue/domain/auditApi';
import { type FormEvent, type JSX, useState } from 'react';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { Loaded } from '../../controls/Loaded.tsx';
import { startCampaign, useAuditChange, useAuditRules, useAuditSchools } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { navigate, pathOf } from '../../router.ts';
import { ChangeError, Select } from '../privacy/fields.tsx';
import { SchoolChooser } from './SchoolChooser.tsx';
import { WorkingHours } from './WorkingHours.tsx';

/** Profiles to audit by, newest version of each. */
function ProfileChoice(): JSX.Element {
  const { t } = useTexts();
  const rules = useAuditRules();
  const names = [...new Set(rules.data?.profiles.map(({ name }) => name) ?? [])];
  const stateOf = (name: string) => rules.data?.profiles.find((profile) => profile.name === name)?.state;
  return (
    <Select label={t('audit.campaigns.profile')} name="profile">
      {names.map((name) => (
        <option key={name} value={name}>
          {stateOf(name) === 'placeholder' ? `${name}: ${t('audit.placeholder.word')}` : name}
        </option>
      ))}
    </Select>
  );
}

function Form({ schools }: { readonly schools: readonly AuditSchool[] }): JSX.Element {
  const { t } = useTexts();
  const starting = useAuditChange(startCampaign);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const campaign = {
      title: formText(form, 'title'),
      profile: formText(form, 'profile'),
      byDay: formText(form, 'byDay') || null,
      schoolIds: [...chosen],
    };
    const open = (id: string): void =>
      navigate(pathOf({ page: 'audit', tab: 'campaigns', campaign: { id, schoolId: null, cameraId: null } }));
    starting.mutate(campaign, { onSuccess: open });
  }

  return (
    <form className="audit-form" aria-label={t('audit.campaigns.new')} onSubmit={send}>
      <h2>{t('audit.campaigns.new')}</h2>
      <TextField
        label={t('audit.campaigns.name')}
        name="title"
        maxLength={200}
        placeholder={t('audit.campaigns.nameHint')}
        autoComplete="off"
      />
      <ProfileChoice />
      <WorkingHours />
      <SchoolChooser schools={schools.filter(({ mayRun }) => mayRun)} chosen={chosen} onChosen={setChosen} />
      <div className="form-end">
        <button type="submit" className="primary-button" disabled={starting.isPending || chosen.size === 0}>
          {t(starting.isPending ? 'audit.campaigns.starting' : 'audit.campaigns.start')}
        </button>
      </div>
      <ChangeError error={starting.error} />
    </form>
  );
}

/** Name, profile, hours, schools, go. */
export function NewCampaign(): JSX.Element {
  return (
    <Loaded what="audit.loading" query={useAuditSchools()}>
      {(schools) => <Form schools={schools} />}
    </Loaded>
  );
}
