import type { JSX, ReactNode } from 'react';
import { LanguageSwitch } from '../../controls/LanguageSwitch.tsx';
import { useTexts } from '../../i18n/language.ts';
import { KhueMark } from '../../signs/KhueMark.tsx';
import { NightSky } from './NightSky.tsx';
import './signIn.css';

/** The sky, the name of the house, and one card for the step at hand. */
export function SignInFrame({ children }: { readonly children: ReactNode }): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="sign-in">
      <NightSky />
      <div className="sign-in-language">
        <LanguageSwitch />
      </div>
      <main className="sign-in-card">
        <div className="sign-in-mark">
          <KhueMark size="5.600rem" />
          <div>
            <p className="sign-in-name">{t('product')}</p>
            <p className="sign-in-tagline">{t('signIn.tagline')}</p>
          </div>
        </div>
        {children}
        <p className="sign-in-note">{t('signIn.note')}</p>
      </main>
    </div>
  );
}
