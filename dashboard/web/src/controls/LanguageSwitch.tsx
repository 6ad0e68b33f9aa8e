import type { JSX } from 'react';
import type { Language } from '../i18n/format.ts';
import { chooseLanguage, useTexts } from '../i18n/language.ts';

const languages: readonly { readonly code: Language; readonly short: string }[] = [
  { code: 'vi', short: 'VI' },
  { code: 'en', short: 'EN' },
];

/** Vietnamese or English, remembered. */
export function LanguageSwitch(): JSX.Element {
  const { t, language } = useTexts();
  return (
    <fieldset className="language-switch">
      <legend className="visually-hidden">{t('language.label')}</legend>
      {languages.map(({ code, short }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={language === code}
          aria-label={`${short}: ${t(`language.${code}`)}`}
          onClick={() => void chooseLanguage(code)}
        >
          {short}
        </button>
      ))}
    </fieldset>
  );
}
