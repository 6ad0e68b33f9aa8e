import type { Register as RegisterName } from '@khue/domain/privacyApi';
import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { registerUrl } from '../../data/privacy.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';

interface RegisterProps<Item> {
  readonly name: RegisterName;
  readonly title: string;
  readonly lead: string;
  /** What is said where the register is empty. */
  readonly none: string;
  readonly query: UseQueryResult<readonly Item[]>;
  /** The entries; there is one at least. */
  readonly children: (items: readonly Item[]) => ReactNode;
  /** The form for a new entry, for those who may make one. */
  readonly entry: ReactNode;
}

/** A register: its name and its spreadsheet, what it is for, its entries, a form for new ones. */
export function Register<Item>(register: RegisterProps<Item>): JSX.Element {
  const { name, title, lead, none, query, children, entry } = register;
  const { t, language } = useTexts();
  const seesSheet = useHolds()('privacy.view');
  return (
    <section className="register" aria-labelledby={name}>
      <header className="register-head">
        <h2 id={name}>{title}</h2>
        {seesSheet && (
          <a className="quiet-button" href={registerUrl(name, language)} download>
            {t('privacy.csv')}
          </a>
        )}
      </header>
      <p className="register-lead">{lead}</p>
      <Loaded what="privacy.loading" query={query}>
        {(items) => (items.length === 0 ? <p className="privacy-none">{none}</p> : children(items))}
      </Loaded>
      {entry}
    </section>
  );
}
