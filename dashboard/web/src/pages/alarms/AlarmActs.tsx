import { type Alarm, alarmCommentLimit } from '@khue/domain/alarm';
import { cityMinute, readCityMinute } from '@khue/domain/cityTime';
import { type FormEvent, type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { type AlarmAct, useAlarmAct } from '../../data/alarms.ts';
import { useTexts } from '../../i18n/language.ts';
import { useEscape } from '../administration/useEscape.ts';
import { useShortcut } from '../monitor/useShortcut.ts';
import './alarmActs.css';

type Deed = 'acknowledge' | 'shelve' | 'comment' | 'unshelve';

/** Choices of the shelf: minutes, or a moment that is typed in. */
const shelves = ['minutes15', 'minutes60', 'untilMoment'] as const;
const shelfMinutes = { minutes15: 15, minutes60: 60 } as const;
const hourMs = 3_600_000;

/** What the form says, as the API takes it. A moment is typed in the city's time. */
function readDeed(deed: Deed, form: HTMLFormElement): AlarmAct {
  const comment = formText(form, 'comment').trim();
  const said = comment === '' ? {} : { comment };
  if (deed === 'comment') return { what: deed, comment };
  if (deed !== 'shelve') return { what: deed, ...said };
  const choice = formText(form, 'shelf');
  if (choice !== 'untilMoment') {
    return { what: deed, ...said, minutes: choice === 'minutes60' ? shelfMinutes.minutes60 : shelfMinutes.minutes15 };
  }
  const moment = readCityMinute(formText(form, 'until'));
  // What is no moment is refused by the server with a sentence.
  return { what: deed, ...said, until: moment === null ? '' : new Date(moment).toISOString() };
}

function ShelfChoice(): JSX.Element {
  const { t } = useTexts();
  const [choice, setChoice] = useState<(typeof shelves)[number]>('minutes15');
  return (
    <fieldset className="alarm-shelves">
      <legend>{t('alarms.act.until')}</legend>
      {shelves.map((shelf) => (
        <label key={shelf}>
          <input type="radio" name="shelf" value={shelf} checked={choice === shelf} onChange={() => setChoice(shelf)} />
          {t(`alarms.act.${shelf}`)}
        </label>
      ))}
      {choice === 'untilMoment' && (
        <TextField
          label={t('alarms.act.moment')}
          name="until"
          type="datetime-local"
          defaultValue={cityMinute(serverClock.now() + 4 * hourMs)}
        />
      )}
    </fieldset>
  );
}

interface DeedFormProps {
  readonly alarm: Alarm;
  readonly deed: Deed;
  readonly onDone: () => void;
}

function DeedForm({ alarm, deed, onDone }: DeedFormProps): JSX.Element {
  const { t } = useTexts();
  const act = useAlarmAct(alarm);
  const tell = useFailureSentence();
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    act.mutate(readDeed(deed, event.currentTarget), { onSuccess: onDone });
  }
  useEscape(onDone);
  return (
    <form className="alarm-form" aria-label={t(`alarms.act.${deed}`)} onSubmit={send}>
      <h3>{t(`alarms.act.${deed}`)}</h3>
      {deed === 'shelve' && <ShelfChoice />}
      <TextField
        label={deed === 'comment' ? t('alarms.act.commentNeeded') : t('alarms.act.commentLabel')}
        name="comment"
        required={deed === 'comment'}
        maxLength={alarmCommentLimit}
        autoComplete="off"
        autoCapitalize="sentences"
        ref={(field) => field?.focus()}
      />
      <div className="alarm-form-end">
        <button type="submit" className="primary-button" disabled={act.isPending}>
          {act.isPending ? t('alarms.act.sending') : t('alarms.act.send')} <kbd>↵</kbd>
        </button>
        <button type="button" className="quiet-button" onClick={onDone}>
          {t('alarms.act.cancel')} <kbd>Esc</kbd>
        </button>
      </div>
      <p className="form-error" role="alert">
        {act.error !== null && tell(act.error).sentence}
      </p>
    </form>
  );
}

/** What a desk can do about the chosen alarm: acknowledge (N), shelve (T), write a comment (C). */
export function AlarmActs({ alarm }: { readonly alarm: Alarm }): JSX.Element {
  const { t } = useTexts();
  const [deed, setDeed] = useState<Deed | null>(null);
  const shelving: Deed = alarm.shelvedUntil === null ? 'shelve' : 'unshelve';
  const begin = (wanted: Deed, possible: boolean) => (): void => {
    if (possible) setDeed(wanted);
  };
  useShortcut('n', begin('acknowledge', !alarm.acknowledged));
  useShortcut('t', begin(shelving, true));
  useShortcut('c', begin('comment', true));
  if (deed !== null) return <DeedForm key={deed} alarm={alarm} deed={deed} onDone={() => setDeed(null)} />;
  return (
    <div className="alarm-acts">
      {!alarm.acknowledged && (
        <button type="button" className="primary-button" onClick={() => setDeed('acknowledge')}>
          {t('alarms.act.acknowledge')} <kbd>N</kbd>
        </button>
      )}
      <button type="button" className="quiet-button" onClick={() => setDeed(shelving)}>
        {t(`alarms.act.${shelving}`)} <kbd>T</kbd>
      </button>
      <button type="button" className="quiet-button" onClick={() => setDeed('comment')}>
        {t('alarms.act.comment')} <kbd>C</kbd>
      </button>
    </div>
  );
}
