import { type JSX, useId, useState } from 'react';
import { focusOnce } from '../../controls/focusOnce.ts';
import { useTexts } from '../../i18n/language.ts';
import { useEscape } from './useEscape.ts';
import './confirmed.css';

interface QuestionProps {
  readonly label: string;
  readonly question: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

function Question({ label, question, onConfirm, onCancel }: QuestionProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  useEscape(onCancel);
  return (
    <span className="administration-sure">
      <span id={id}>{question}</span>
      <button type="button" className="primary-button" ref={focusOnce} aria-describedby={id} onClick={onConfirm}>
        {label}
      </button>
      <button type="button" className="quiet-button" onClick={onCancel}>
        {t('administration.cancel')}
      </button>
    </span>
  );
}

interface ConfirmedProps {
  readonly label: string;
  /** For those who do not see what the button stands beside. */
  readonly fullLabel?: string;
  readonly question: string;
  readonly busy: boolean;
  readonly onConfirm: () => void;
}

/** A button that asks back before it cuts somebody off. Escape is no. */
export function Confirmed({ label, fullLabel, question, busy, onConfirm }: ConfirmedProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (asking) {
    return (
      <Question
        label={label}
        question={question}
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onConfirm();
        }}
      />
    );
  }
  return (
    <button
      type="button"
      className="quiet-button"
      aria-label={fullLabel}
      disabled={busy}
      onClick={() => setAsking(true)}
    >
      {label}
    </button>
  );
}
