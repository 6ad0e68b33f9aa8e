import { type FeedClientState, feedKeyDays, type NewFeedKey } from '@khue/domain/feed';
import { type FormEvent, type JSX, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { focusOnce } from '../../controls/focusOnce.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { makeFeedKey, useFeedChange } from '../../data/feed.ts';
import { useTexts } from '../../i18n/language.ts';

interface FormProps {
  readonly client: FeedClientState;
  readonly onDone: () => void;
}

interface ShownProps {
  readonly name: string;
  readonly text: string;
  readonly onDone: () => void;
}

/** A key that is shown this once. */
function KeyShown({ name, text, onDone }: ShownProps): JSX.Element {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }

  return (
    <div className="feed-key-once">
      <output>{t('dataGateway.keys.once', { name })}</output>
      <code translate="no">{text}</code>
      <div className="feed-actions">
        <button type="button" className="quiet-button" onClick={() => void copy().catch(() => setCopied(false))}>
          {t(copied ? 'dataGateway.keys.copied' : 'dataGateway.keys.copy')}
        </button>
        <button type="button" className="primary-button" ref={focusOnce} onClick={onDone}>
          {t('dataGateway.keys.done')}
        </button>
      </div>
    </div>
  );
}

/** What a new key is for and how long it lasts; then the key, once. */
export function NewFeedKeyForm({ client, onDone }: FormProps): JSX.Element {
  const { t } = useTexts();
  const tell = useFailureSentence();
  const making = useFeedChange((key: NewFeedKey) => makeFeedKey(client.id, key));

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    making.mutate({ label: formText(form, 'label'), days: Number(formText(form, 'days')) });
  }

  if (making.data !== undefined) {
    return <KeyShown name={client.displayName} text={making.data.key} onDone={onDone} />;
  }
  return (
    <form className="feed-key-form" onSubmit={submit}>
      <TextField label={t('dataGateway.keys.label')} name="label" maxLength={80} ref={focusOnce} />
      <TextField
        label={t('dataGateway.keys.days')}
        name="days"
        type="number"
        min={1}
        max={feedKeyDays.longest}
        defaultValue={feedKeyDays.usual}
      />
      <button type="submit" className="primary-button" disabled={making.isPending}>
        {t('dataGateway.keys.make')}
      </button>
      <button type="button" className="quiet-button" onClick={onDone}>
        {t('administration.cancel')}
      </button>
      <p className="form-error" role="alert">
        {making.isError && tell(making.error).sentence}
      </p>
    </form>
  );
}
