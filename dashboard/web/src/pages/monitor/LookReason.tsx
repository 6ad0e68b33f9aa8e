import type { Purpose } from '@khue/domain/privacy';
import { type FormEvent, type JSX, type ReactNode, useEffect, useId, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { chooseReason, forgetReason, useLookReason, usePurposes } from '../../data/lookReason.ts';
import { useSession } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import './lookReason.css';

interface ChooserProps {
  readonly purposes: readonly Purpose[];
  readonly accountId: string;
}

function Chooser({ purposes, accountId }: ChooserProps): JSX.Element {
  const { t, language } = useTexts();
  const id = useId();
  const [purposeId, setPurposeId] = useState(purposes[0]?.id ?? '');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const needsNote = purposes.find((purpose) => purpose.id === purposeId)?.needsNote === true;

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (needsNote && note.trim() === '') setMissing(true);
    else chooseReason({ accountId, purposeId, note: needsNote ? note.trim() : '' });
  }

  return (
    <form className="look-reason" onSubmit={onSubmit}>
      <h3>{t('look.title')}</h3>
      <p>{t('look.lead')}</p>
      <fieldset>
        <legend className="visually-hidden">{t('look.purposes')}</legend>
        {purposes.map((purpose) => (
          <label key={purpose.id}>
            <input
              type="radio"
              name={id}
              value={purpose.id}
              checked={purpose.id === purposeId}
              onChange={() => setPurposeId(purpose.id)}
            />
            {purpose.title[language]}
          </label>
        ))}
      </fieldset>
      {needsNote && (
        <div className="look-note">
          <label htmlFor={`${id}-note`}>{t('look.note')}</label>
          <input
            id={`${id}-note`}
            value={note}
            maxLength={200}
            aria-describedby={`${id}-hint`}
            aria-invalid={missing}
            onChange={(event) => {
              setNote(event.target.value);
              setMissing(false);
            }}
          />
          <p id={`${id}-hint`} role={missing ? 'alert' : undefined} className={missing ? 'look-missing' : undefined}>
            {missing ? t('look.noteMissing') : t('look.noteHint')}
          </p>
        </div>
      )}
      <button type="submit" className="primary-button">
        {t('look.show')}
      </button>
    </form>
  );
}

/** Shows what is inside once it was said why somebody looks, and asks before that. A wall display is not asked. */
export function LookGate({ children }: { readonly children: ReactNode }): JSX.Element {
  const { t } = useTexts();
  const session = useSession();
  const reason = useLookReason(session?.accountId ?? null);
  const purposes = usePurposes();
  useEffect(() => {
    if (session?.isWall === true) chooseReason({ accountId: session.accountId, purposeId: null, note: '' });
  }, [session]);
  if (reason !== null || session === null || session.isWall) return <>{children}</>;
  if (purposes.data === undefined) {
    if (!purposes.isError) return <div className="look-reason skeleton" aria-busy="true" />;
    return <Failure what={t('look.what')} error={purposes.error} onRetry={() => void purposes.refetch()} />;
  }
  if (purposes.data.length === 0) return <p className="notice">{t('look.none')}</p>;
  return <Chooser purposes={purposes.data} accountId={session.accountId} />;
}

/** Says the purpose that was chosen; a click asks for another. */
export function LookPurpose(): JSX.Element | null {
  const { t, language } = useTexts();
  const session = useSession();
  const reason = useLookReason(session?.accountId ?? null);
  const purpose = usePurposes().data?.find(({ id }) => id === reason?.purposeId)?.title[language];
  if (purpose === undefined) return null;
  return (
    <button type="button" className="look-purpose" aria-label={t('look.change', { purpose })} onClick={forgetReason}>
      {t('look.current', { purpose })}
    </button>
  );
}
