import type { LogFilter } from '@khue/domain/log';
import { type FormEvent, type JSX, type ReactNode, useId } from 'react';
import { SaidDay } from '../../controls/SaidDay.tsx';
import { type TextKey, useTexts } from '../../i18n/language.ts';
import { filterOf } from './logFilter.ts';
import { actionKey, kindKey, knownActions, knownKinds } from './logWords.ts';

const results = ['done', 'refused', 'failed'] as const;
function Field({
  label,
  children,
}: {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}): JSX.Element {
  const id = useId();
  return (
    <div className="log-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function Day({ id, name }: { readonly id: string; readonly name: string }): JSX.Element {
  return (
    <>
      <input id={id} name={name} type="date" />
      <SaidDay inputId={id} />
    </>
  );
}

interface WordsProps {
  readonly values: readonly string[];
  readonly keyOf: (value: string) => TextKey | null;
}

/** Options with their words, in the order of the alphabet. */
function Words({ values, keyOf }: WordsProps): JSX.Element {
  const { t, language } = useTexts();
  const options = values.map((value) => {
    const key = keyOf(value);
    return { value, word: key === null ? value : t(key) };
  });
  return (
    <>
      {options
        .toSorted((a, b) => a.word.localeCompare(b.word, language))
        .map(({ value, word }) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
    </>
  );
}

/** When, who, what, which thing, how it ended. */
export function LogFilterForm({ onFilter }: { readonly onFilter: (filter: LogFilter) => void }): JSX.Element {
  const { t } = useTexts();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onFilter(filterOf(new FormData(event.currentTarget)));
  }

  return (
    <form className="log-filter" aria-label={t('log.filter.label')} onSubmit={submit} onReset={() => onFilter({})}>
      <Field label={t('log.filter.from')}>{(id) => <Day id={id} name="from" />}</Field>
      <Field label={t('log.filter.to')}>{(id) => <Day id={id} name="to" />}</Field>
      <Field label={t('log.filter.actor')}>
        {(id) => <input id={id} name="actor" type="text" maxLength={200} autoComplete="off" spellCheck={false} />}
      </Field>
      <Field label={t('log.filter.action')}>
        {(id) => (
          <select id={id} name="action" defaultValue="">
            <option value="">{t('log.filter.any')}</option>
            <Words values={knownActions} keyOf={actionKey} />
          </select>
        )}
      </Field>
      <Field label={t('log.filter.objectKind')}>
        {(id) => (
          <select id={id} name="objectKind" defaultValue="">
            <option value="">{t('log.filter.any')}</option>
            <Words values={knownKinds} keyOf={kindKey} />
          </select>
        )}
      </Field>
      <Field label={t('log.filter.objectId')}>
        {(id) => <input id={id} name="objectId" type="text" maxLength={80} autoComplete="off" spellCheck={false} />}
      </Field>
      <Field label={t('log.filter.result')}>
        {(id) => (
          <select id={id} name="result" defaultValue="">
            <option value="">{t('log.filter.any')}</option>
            {results.map((result) => (
              <option key={result} value={result}>
                {t(`log.result.${result}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="log-filter-buttons">
        <button type="submit" className="primary-button">
          {t('log.filter.apply')}
        </button>
        <button type="reset" className="quiet-button">
          {t('log.filter.clear')}
        </button>
      </div>
    </form>
  );
}
