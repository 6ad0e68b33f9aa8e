import { relationKindSchema } from '@khue/domain/unit';
import type { WallList } from '@khue/domain/signIn';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type JSX, useId, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { enrolWall, wallsKey } from '../../data/walls.ts';
import { useTexts } from '../../i18n/language.ts';

/** Code, name and scope of a new display. */
export function EnrolWall({ units }: Pick<WallList, 'units'>): JSX.Element {
  const { t, language } = useTexts();
  const scopeId = useId();
  const relationId = useId();
  const errorId = useId();
  const tell = useFailureSentence();
  const queries = useQueryClient();
  const [paired, setPaired] = useState<string | null>(null);
  const enrolling = useMutation({
    mutationFn: enrolWall,
    onSuccess: (_nothing, { displayName }) => {
      setPaired(displayName);
      void queries.invalidateQueries({ queryKey: wallsKey });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const scope = formText(form, 'scope');
    const enrolment = {
      code: formText(form, 'code'),
      displayName: formText(form, 'displayName').trim(),
      scopeId: scope === '' ? null : scope,
      relation: relationKindSchema.parse(formText(form, 'relation')),
    };
    setPaired(null);
    enrolling.mutate(enrolment, { onSuccess: () => form.reset() });
  }

  const sorted = units.toSorted((a, b) => a.name.localeCompare(b.name, language));
  const describedBy = enrolling.isError ? errorId : undefined;
  return (
    <section aria-labelledby="enrol-wall" className="wall-enrol">
      <h2 id="enrol-wall">{t('walls.enrol.title')}</h2>
      <form onSubmit={submit}>
        <TextField
          label={t('walls.enrol.code')}
          name="code"
          autoComplete="off"
          maxLength={9}
          aria-describedby={describedBy}
          aria-invalid={enrolling.isError}
        />
        <TextField label={t('walls.enrol.name')} name="displayName" autoComplete="off" maxLength={80} />
        <div className="field">
          <label htmlFor={scopeId}>{t('walls.enrol.scope')}</label>
          <div className="field-box">
            <select id={scopeId} name="scope">
              <option value="">{t('walls.enrol.city')}</option>
              {sorted.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div className="field">
          <label htmlFor={relationId}>{t('walls.enrol.relation')}</label>
          <div className="field-box">
            <select id={relationId} name="relation">
              {relationKindSchema.options.map((relation) => (
                <option key={relation} value={relation}>
                  {t(`administration.relation.${relation}`)}
                </option>
              ))}
            </select>
          </div>
        </div>
        <button type="submit" className="primary-button" disabled={enrolling.isPending}>
          {enrolling.isPending ? t('signInStep.sending') : t('walls.enrol.submit')}
        </button>
      </form>
      <p id={errorId} className="form-error" role="alert">
        {enrolling.isError && tell(enrolling.error).sentence}
      </p>
      <output>{paired !== null && t('walls.enrol.done', { name: paired })}</output>
    </section>
  );
}
