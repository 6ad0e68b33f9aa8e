/** The language of the screens: remembered in the browser, Vietnamese where nothing was chosen. */
import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en.ts';
import { type Format, formats, type Language } from './format.ts';
import { vi } from './vi.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof vi };
    returnNull: false;
  }
}

const storageKey = 'khue.language';
const texts = createInstance();

function rememberedLanguage(): Language {
  return window.localStorage.getItem(storageKey) === 'en' ? 'en' : 'vi';
}

/** Starts i18next with both dictionaries; resolves when texts can be drawn. */
export async function startLanguage(): Promise<void> {
  const language = rememberedLanguage();
  document.documentElement.lang = language;
  await texts.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'vi',
    resources: { vi: { translation: vi }, en: { translation: en } },
    // React escapes by itself.
    interpolation: { escapeValue: false },
  });
}

/** Changes the language of the whole screen and remembers it. */
export async function chooseLanguage(language: Language): Promise<void> {
  window.localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  await texts.changeLanguage(language);
}

/** The language now, for `Accept-Language` of requests. */
export function currentLanguage(): Language {
  return texts.language === 'en' ? 'en' : 'vi';
}

/** Texts and formats in the language of the screen. */
export function useTexts(): {
  readonly t: ReturnType<typeof useTranslation>['t'];
  readonly format: Format;
  readonly language: Language;
} {
  const { t, i18n: instance } = useTranslation();
  const language: Language = instance.language === 'en' ? 'en' : 'vi';
  return { t, format: formats[language], language };
}
