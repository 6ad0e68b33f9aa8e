/** The language of the screens: remembered in the browser, Vietnamese where nothing was chosen. */
import { createInstance } from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en.ts';
import { type Format, formats, type Language } from './format.ts';
import { vi } from './vi.ts';

type Dictionary = { readonly [key: string]: string | Dictionary };

/** `a.b.c` for every text of a dictionary. */
type Paths<Part extends Dictionary> = {
  [Key in keyof Part & string]: Part[Key] extends Dictionary ? `${Key}.${Paths<Part[Key]>}` : Key;
}[keyof Part & string];

/** i18next finds `camera_one` or `camera_other` for the key `camera` and a count. */
type WithoutPlural<Path extends string> = Path extends `${infer Key}_${'one' | 'other'}` ? Key : Path;

/** The name of a text. Made once for the whole dictionary: i18next's own types make it anew at every call. */
export type TextKey = WithoutPlural<Paths<typeof vi>>;

/** Gives a text in the language of the screen, its `{{values}}` filled in. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

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
  readonly t: Translate;
  readonly format: Format;
  readonly language: Language;
} {
  const { t, i18n: instance } = useTranslation();
  const language: Language = instance.language === 'en' ? 'en' : 'vi';
  const translate = useCallback<Translate>((key, values) => t(key, { ...values }), [t]);
  return { t: translate, format: formats[language], language };
}
