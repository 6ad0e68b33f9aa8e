import { minutesCameraLimit } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { type MinutesOf, minutesUrl } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';

interface LinksProps {
  readonly campaignId: string;
  readonly of: MinutesOf;
  /** How many cameras they would tell of. */
  readonly cameras: number;
  /** Where they stand: with the campaign, or with one school of it. */
  readonly beside: 'board' | 'camera';
}

/** The minutes as files, in the language of the screen; or why there are none, and what to do. */
export function MinutesLinks({ campaignId, of, cameras, beside }: LinksProps): JSX.Element {
  const { t, format: shown, language } = useTexts();
  if (cameras > minutesCameraLimit) {
    return <span className="minutes-long">{t('audit.board.long', { limit: shown.number(minutesCameraLimit) })}</span>;
  }
  return (
    <>
      {(['pdf', 'xlsx'] as const).map((format) => (
        <a
          key={format}
          className={format === 'pdf' && beside === 'board' ? 'primary-button' : 'quiet-button'}
          href={minutesUrl(campaignId, { ...of, format, locale: language })}
          download
        >
          {t(`audit.${beside}.${format}`)}
        </a>
      ))}
    </>
  );
}
