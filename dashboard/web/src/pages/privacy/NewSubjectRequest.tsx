import { cityMinute } from '@khue/domain/cityTime';
import type { SchoolListItem } from '@khue/domain/api';
import { type SubjectRequestKind, subjectRequestKindSchema } from '@khue/domain/privacy';
import { type FormEvent, type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { addSubjectRequest, usePrivacyChange } from '../../data/privacy.ts';
import { useSchools } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { momentOfMinute } from './fieldTime.ts';
import { ChangeError, FormEnd, Select, TextArea } from './fields.tsx';
import { SchoolField } from './SchoolField.tsx';

/** Enters a request by the number of its paper. */
export function NewSubjectRequest({ kinds }: { readonly kinds: readonly SubjectRequestKind[] }): JSX.Element {
  const { t } = useTexts();
  const schools = useSchools();
  const [school, setSchool] = useState<SchoolListItem | null>(null);
  const adding = usePrivacyChange(addSubjectRequest);
  const [now] = useState(() => cityMinute(serverClock.now()));

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const receivedAt = momentOfMinute(formText(form, 'receivedAt'));
    if (receivedAt === undefined) return;
    const entry = {
      reference: formText(form, 'reference'),
      kind: subjectRequestKindSchema.parse(formText(form, 'kind')),
      receivedAt,
      schoolId: school?.id ?? null,
      summary: formText(form, 'summary'),
    };
    adding.mutate(entry, {
      onSuccess: () => {
        form.reset();
        setSchool(null);
      },
    });
  }

  return (
    <form className="entry-form" aria-label={t('privacy.requests.add')} onSubmit={send}>
      <h3>{t('privacy.requests.add')}</h3>
      <TextField label={t('privacy.requests.reference')} name="reference" maxLength={80} autoComplete="off" />
      <Select label={t('privacy.requests.kindLabel')} name="kind">
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`privacy.requests.kind.${kind}`)}
          </option>
        ))}
      </Select>
      <TextField
        label={t('privacy.requests.received')}
        name="receivedAt"
        type="datetime-local"
        max={now}
        defaultValue={now}
      />
      <SchoolField
        key={adding.isSuccess ? adding.submittedAt : 0}
        label={t('privacy.requests.school')}
        schools={schools.data ?? []}
        school={school}
        onSchool={setSchool}
      />
      <TextArea label={t('privacy.requests.summary')} name="summary" maxLength={1_000} />
      <FormEnd submit={t('privacy.requests.add')} busy={adding.isPending} />
      <ChangeError error={adding.error} />
    </form>
  );
}
