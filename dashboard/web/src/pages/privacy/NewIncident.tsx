import { cityMinute } from '@khue/domain/cityTime';
import { incidentLevelSchema } from '@khue/domain/privacy';
import { type FormEvent, type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { addIncident, usePrivacyChange } from '../../data/privacy.ts';
import { useTexts } from '../../i18n/language.ts';
import { momentOfMinute } from './fieldTime.ts';
import { ChangeError, FormEnd, Select, TextArea } from './fields.tsx';

/** Enters an incident; its clocks run from its discovery. */
export function NewIncident(): JSX.Element {
  const { t } = useTexts();
  const adding = usePrivacyChange(addIncident);
  const [now] = useState(() => cityMinute(serverClock.now()));

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const discoveredAt = momentOfMinute(formText(form, 'discoveredAt'));
    if (discoveredAt === undefined) return;
    const incident = {
      title: formText(form, 'title'),
      level: incidentLevelSchema.parse(formText(form, 'level')),
      discoveredAt,
      description: formText(form, 'description'),
    };
    adding.mutate(incident, { onSuccess: () => form.reset() });
  }

  return (
    <form className="entry-form" aria-label={t('privacy.incidents.add')} onSubmit={send}>
      <h3>{t('privacy.incidents.add')}</h3>
      <TextField
        label={t('privacy.incidents.incident')}
        name="title"
        minLength={3}
        maxLength={200}
        autoComplete="off"
      />
      <Select label={t('privacy.incidents.levelLabel')} name="level">
        {incidentLevelSchema.options.map((level) => (
          <option key={level} value={level}>
            {t(`privacy.incidents.level.${level}`)}
          </option>
        ))}
      </Select>
      <TextField
        label={t('privacy.incidents.discovered')}
        name="discoveredAt"
        type="datetime-local"
        max={now}
        defaultValue={now}
      />
      <TextArea label={t('privacy.incidents.description')} name="description" maxLength={2_000} />
      <FormEnd submit={t('privacy.incidents.add')} busy={adding.isPending} />
      <ChangeError error={adding.error} />
    </form>
  );
}
