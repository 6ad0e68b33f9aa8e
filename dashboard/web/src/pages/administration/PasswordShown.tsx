import type { PasswordOnce } from '@khue/domain/administration';
import { type JSX, useState } from 'react';
import { focusOnce } from '../../controls/focusOnce.ts';
import { useTexts } from '../../i18n/language.ts';
import './passwordShown.css';

interface PasswordShownProps {
  readonly once: PasswordOnce;
  readonly kind: 'person' | 'client';
  readonly onDone: () => void;
}

/** A password that is shown this once. */
export function PasswordShown({ once, kind, onDone }: PasswordShownProps): JSX.Element {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(once.password);
    setCopied(true);
  }

  return (
    <div className="password-once">
      <output>{t(`administration.once.${kind}`, { name: once.name })}</output>
      <code translate="no">{once.password}</code>
      <div className="administration-actions">
        <button type="button" className="quiet-button" onClick={() => void copy().catch(() => setCopied(false))}>
          {t(copied ? 'administration.once.copied' : 'administration.once.copy')}
        </button>
        <button type="button" className="primary-button" ref={focusOnce} onClick={onDone}>
          {t('administration.once.done')}
        </button>
      </div>
    </div>
  );
}
