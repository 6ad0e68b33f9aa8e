import type { Purpose } from '@khue/domain/privacy';
import { type FormEvent, type JSX, useState } from 'react';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { Loaded } from '../../controls/Loaded.tsx';
import { addPurpose, changePurpose, orderPurposes, usePrivacyChange, usePurposes } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { ChangeError, Check, FormEnd } from './fields.tsx';

interface PurposeFormProps {
  readonly purpose: Purpose | null;
  readonly onDone: () => void;
}

function PurposeForm({ purpose, onDone }: PurposeFormProps): JSX.Element {
  const { t } = useTexts();
  const adding = usePrivacyChange(addPurpose);
  const changing = usePrivacyChange(changePurpose);

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const title = { vi: formText(form, 'vi'), en: formText(form, 'en') };
    const entry = { title, needsNote: formText(form, 'needsNote') === 'on' };
    const onSuccess = (): void => {
      form.reset();
      onDone();
    };
    if (purpose === null) adding.mutate(entry, { onSuccess });
    else changing.mutate({ ...entry, id: purpose.id, active: purpose.active }, { onSuccess });
  }

  const title = purpose === null ? t('privacy.purpose.addTitle') : t('privacy.editWhat', { what: purpose.title.vi });
  return (
    <form className="entry-form" aria-label={title} onSubmit={send}>
      <h3>{title}</h3>
      <TextField
        label={t('privacy.purpose.vi')}
        name="vi"
        maxLength={120}
        defaultValue={purpose?.title.vi}
        autoComplete="off"
      />
      <TextField
        label={t('privacy.purpose.en')}
        name="en"
        maxLength={120}
        defaultValue={purpose?.title.en}
        autoComplete="off"
      />
      <Check label={t('privacy.purpose.needsNote')} name="needsNote" defaultChecked={purpose?.needsNote ?? false} />
      <FormEnd
        submit={purpose === null ? t('privacy.purpose.add') : t('privacy.save')}
        busy={adding.isPending || changing.isPending}
        {...(purpose !== null && { onCancel: onDone })}
      />
      <ChangeError error={adding.error ?? changing.error} />
    </form>
  );
}

interface OrderProps {
  readonly purposes: readonly Purpose[];
  readonly place: number;
  readonly onOrder: (ids: readonly string[]) => void;
}

/** Two arrows that move a purpose by one place. */
function Order({ purposes, place, onOrder }: OrderProps): JSX.Element {
  const { t, language } = useTexts();
  const name = purposes[place]?.title[language] ?? '';
  const moves = [
    { key: 'up', by: -1, sign: 'M3 10.500 8 5.500l5 5' },
    { key: 'down', by: 1, sign: 'm3 5.500 5 5 5-5' },
  ] as const;
  return (
    <>
      {moves.map(({ key, by, sign }) => (
        <button
          key={key}
          type="button"
          className="quiet-button order"
          aria-label={t(`privacy.purpose.${key}`, { name })}
          disabled={purposes[place + by] === undefined}
          onClick={() => {
            const ids = purposes.map(({ id }) => id);
            const [moved] = ids.splice(place, 1);
            if (moved !== undefined) ids.splice(place + by, 0, moved);
            onOrder(ids);
          }}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={sign} />
          </svg>
        </button>
      ))}
    </>
  );
}

function PurposeTable({ purposes }: { readonly purposes: readonly Purpose[] }): JSX.Element {
  const { t, language } = useTexts();
  const manages = useHolds()('privacy.manage');
  const changing = usePrivacyChange(changePurpose);
  const ordering = usePrivacyChange(orderPurposes);
  const [editing, setEditing] = useState<string | null>(null);
  const edited = purposes.find(({ id }) => id === editing);
  return (
    <>
      <ChangeError error={changing.error ?? ordering.error} />
      <table>
        <thead>
          <tr>
            {manages && <th scope="col">{t('privacy.purpose.order')}</th>}
            <th scope="col">{t('privacy.purpose.vi')}</th>
            <th scope="col">{t('privacy.purpose.en')}</th>
            <th scope="col">{t('privacy.purpose.note')}</th>
            <th scope="col">{t('privacy.purpose.state')}</th>
            {manages && <th scope="col">{t('privacy.actions')}</th>}
          </tr>
        </thead>
        <tbody>
          {purposes.map((purpose, place) => (
            <tr key={purpose.id} data-purpose={purpose.id} className={purpose.active ? '' : 'over'}>
              {manages && (
                <td className="order-cell">
                  <Order purposes={purposes} place={place} onOrder={(ids) => ordering.mutate(ids)} />
                </td>
              )}
              <td lang="vi">{purpose.title.vi}</td>
              <td lang="en">{purpose.title.en}</td>
              <td>{t(purpose.needsNote ? 'privacy.purpose.noteNeeded' : 'privacy.purpose.noteFree')}</td>
              <td>{t(purpose.active ? 'privacy.purpose.active' : 'privacy.purpose.retired')}</td>
              {manages && (
                <td className="row-actions">
                  <button
                    type="button"
                    className="quiet-button"
                    aria-label={t('privacy.editWhat', { what: purpose.title[language] })}
                    onClick={() => setEditing(purpose.id)}
                  >
                    {t('privacy.edit')}
                  </button>
                  <button
                    type="button"
                    className="quiet-button"
                    aria-label={`${t(purpose.active ? 'privacy.purpose.retire' : 'privacy.purpose.resume')}: ${purpose.title[language]}`}
                    disabled={changing.isPending}
                    onClick={() => changing.mutate({ ...purpose, active: !purpose.active })}
                  >
                    {t(purpose.active ? 'privacy.purpose.retire' : 'privacy.purpose.resume')}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {edited !== undefined && <PurposeForm key={edited.id} purpose={edited} onDone={() => setEditing(null)} />}
      {manages && edited === undefined && <PurposeForm key="new" purpose={null} onDone={() => {}} />}
    </>
  );
}

/** The list of purposes; those who manage it add, rename, order and retire. */
export function Purposes(): JSX.Element {
  const { t } = useTexts();
  return (
    <section className="register" aria-label={t('privacy.tabs.purposes')}>
      <p className="register-lead">{t('privacy.purpose.lead')}</p>
      <Loaded what="privacy.loading" query={usePurposes()}>
        {(purposes) => <PurposeTable purposes={purposes} />}
      </Loaded>
    </section>
  );
}
