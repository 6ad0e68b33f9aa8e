import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';

/** Where a rule comes from; what the product itself set says so. */
export function SourceWords({ source }: { readonly source: string }): JSX.Element {
  const { t } = useTexts();
  return source === 'baseline' ? (
    <em className="baseline">{t('privacy.baseline')}</em>
  ) : (
    <span lang="vi">{source}</span>
  );
}
