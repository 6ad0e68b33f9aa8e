import type { JSX } from 'react';
import { ProgressBar } from '../../controls/ProgressBar.tsx';
import { useTexts } from '../../i18n/language.ts';
import type { Upload } from './useUpload.ts';

/** How much of a file is sent, and a way to stop. */
export function UploadProgress({ share, cancel }: Pick<Upload, 'share' | 'cancel'>): JSX.Element {
  const { t, format } = useTexts();
  return (
    <div className="import-sending">
      <ProgressBar share={share} label={t('imports.uploading', { percent: format.percent(share) })} />
      <button type="button" className="quiet-button" onClick={cancel}>
        {t('imports.cancel')}
      </button>
    </div>
  );
}
