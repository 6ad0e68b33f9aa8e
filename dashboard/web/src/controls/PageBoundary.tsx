/** Catches a page that breaks, so that the rest of the room stays. */
import { Component, type JSX, type ReactNode } from 'react';
import { useTexts } from '../i18n/language.ts';

function BrokenPage(): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="notice" role="alert">
      <h2>{t('failure.page.title')}</h2>
      <p>{t('failure.page.body')}</p>
      <button type="button" className="quiet-button" onClick={() => window.location.reload()}>
        {t('failure.page.reload')}
      </button>
    </div>
  );
}

export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}
