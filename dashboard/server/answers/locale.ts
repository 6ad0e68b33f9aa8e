import type { Locale } from '@khue/domain/errors';

/** The language to answer in: Vietnamese, unless `Accept-Language` puts English before it. */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  let best: { locale: Locale; weight: number } = { locale: 'vi', weight: 0 };
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weightText = parameters
      .find((parameter) => parameter.trim().startsWith('q='))
      ?.trim()
      .slice(2);
    const weight = weightText === undefined ? 1 : Number(weightText);
    const [language] = tag.split('-');
    if ((language === 'vi' || language === 'en') && weight > best.weight) best = { locale: language, weight };
  }
  return best.locale;
}
