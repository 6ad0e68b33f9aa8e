/** What happened, what is safe, what to do, a code: the shape every failure on screen has. */
import type { JSX } from 'react';
import { RequestError } from '../data/http.ts';
import { useTexts } from '../i18n/language.ts';

/** The sentence for the reader, in the language of the screen: the one that the server meant, where it sent one. */
export function useFailureSentence(): (error: unknown) => { readonly sentence: string; readonly code: string } {
  const { t, language } = useTexts();
  return (error) => {
    if (!(error instanceof RequestError)) return { sentence: t('failure.badAnswer'), code: 'KHUE_WEB' };
    if (error.code === 'offline') return { sentence: t('failure.offline'), code: 'KHUE_OFFLINE' };
    if (error.code === 'badAnswer') return { sentence: t('failure.badAnswer'), code: `HTTP ${error.status}` };
    return { sentence: error.sentence(language), code: error.code };
  };
}

interface FailureProps {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function Failure({ what, error, onRetry }: FailureProps): JSX.Element {
  const { t } = useTexts();
  const { sentence, code } = useFailureSentence()(error);
  return (
    <div className="notice" role="alert">
      <h2>{t('failure.load', { what })}</h2>
      <p>{sentence}</p>
      <p className="notice-code">{t('failure.code', { code })}</p>
      {onRetry !== undefined && (
        <button type="button" className="quiet-button" onClick={onRetry}>
          {t('failure.retry')}
        </button>
      )}
    </div>
  );
}
