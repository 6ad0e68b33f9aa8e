import { auditScopeSchema } from '@khue/domain/audit';
import type { AuditSchool } from '@khue/domain/auditApi';
import { cityDay } from '@khue/domain/cityTime';
import { type FormEvent, type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { Loaded } from '../../controls/Loaded.tsx';
import { addAuditPermission, useAuditChange, useAuditSchools } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { ChangeError, Check, FormEnd, Select, TextArea } from '../privacy/fields.tsx';
import { endOfDay } from '../privacy/fieldTime.ts';
import { linesOf, startOfDay } from './fieldDays.ts';
import { SchoolChooser } from './SchoolChooser.tsx';

/** Everything but the schools. */
function PaperFields(): JSX.Element {
  const { t } = useTexts();
  const [today] = useState(() => cityDay(serverClock.now()));
  return (
    <>
      <TextField
        label={t('audit.permissions.paper')}
        name="paper"
        minLength={3}
        maxLength={300}
        placeholder={t('audit.permissions.paperHint')}
        autoComplete="off"
      />
      <TextField label={t('audit.permissions.signer')} name="signer" minLength={3} maxLength={200} autoComplete="off" />
      <Select label={t('audit.permissions.scope')} name="scope">
        {auditScopeSchema.options.map((scope) => (
          <option key={scope} value={scope}>
            {t(`audit.permissions.scopes.${scope}`)}
          </option>
        ))}
      </Select>
      <TextField label={t('audit.permissions.from')} name="validFrom" type="date" defaultValue={today} />
      <TextField label={t('audit.permissions.to')} name="validTo" type="date" min={today} />
      <TextArea
        label={t('audit.permissions.ranges')}
        name="addressRanges"
        placeholder={t('audit.permissions.rangesHint')}
        required
        maxLength={4_000}
      />
      <Check label={t('audit.permissions.credentialTesting')} name="credentialTesting" />
    </>
  );
}

function Form({ schools }: { readonly schools: readonly AuditSchool[] }): JSX.Element {
  const { t } = useTexts();
  const adding = useAuditChange(addAuditPermission);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const [validFrom, validTo] = [startOfDay(formText(form, 'validFrom')), endOfDay(formText(form, 'validTo'))];
    if (validFrom === undefined || validTo === undefined) return;
    const permission = {
      schoolIds: [...chosen],
      paper: formText(form, 'paper'),
      signer: formText(form, 'signer'),
      scope: auditScopeSchema.parse(formText(form, 'scope')),
      addressRanges: [...linesOf(formText(form, 'addressRanges'))],
      validFrom,
      validTo,
      credentialTesting: formText(form, 'credentialTesting') !== '',
    };
    const empty = (): void => {
      form.reset();
      setChosen(new Set());
    };
    adding.mutate(permission, { onSuccess: empty });
  }

  return (
    <form className="audit-form" aria-label={t('audit.permissions.add')} onSubmit={send}>
      <h2>{t('audit.permissions.add')}</h2>
      <PaperFields />
      <SchoolChooser schools={schools} chosen={chosen} onChosen={setChosen} />
      <FormEnd submit={t('audit.permissions.add')} busy={adding.isPending} disabled={chosen.size === 0} />
      <ChangeError error={adding.error} />
    </form>
  );
}

/** Enters a paper that permits the audit of schools. */
export function NewPermission(): JSX.Element {
  return (
    <Loaded what="audit.loading" query={useAuditSchools()}>
      {(schools) => <Form schools={schools} />}
    </Loaded>
  );
}
