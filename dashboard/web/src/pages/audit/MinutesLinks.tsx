import type { JSX } from 'react';
import { minutesUrl } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';

interface LinksProps {
  readonly campaignId: string;
  /** null: of all schools. */
  readonly schoolId: string | null;
  /** Where they stand: with the campaign, or with one school of it. */
  readonly beside: 'board' | 'camera';
}

/** The minutes as files, in the language of the screen. */
export function MinutesLinks({ campaignId, schoolId, beside }: LinksProps): JSX.Element {
  const { t, language } = useTexts();
  return (
    <>
      {(['pdf', 'xlsx'] as const).map((format) => (
        <a
          key={format}
          className={format === 'pdf' && beside === 'board' ? 'primary-button' : 'quiet-button'}
          href={minutesUrl(campaignId, { format, locale: language, schoolId })}
          download
        >
          {t(`audit.${beside}.${format}`)}
        </a>
      ))}
    </>
  );
}
