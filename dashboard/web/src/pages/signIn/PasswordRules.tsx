import { passwordFaults, type PasswordOwner, passwordRules } from '@khue/domain/passwordRules';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import './steps.css';

interface PasswordRulesProps {
  readonly password: string;
  readonly owner: PasswordOwner;
}

/** What a new password needs, each with whether it has it by now. */
export function PasswordRules({ password, owner }: PasswordRulesProps): JSX.Element {
  const { t } = useTexts();
  const faults = new Set(passwordFaults(password, owner).map(({ fault }) => fault));
  const least = owner.hasSecondFactor ? passwordRules.leastLength : passwordRules.leastLengthAlone;
  const rules = [
    { rule: 'short', text: t('signInStep.password.rules.short', { least }) },
    ...(owner.hasSecondFactor ? [] : [{ rule: 'classes', text: t('signInStep.password.rules.classes') } as const]),
    { rule: 'name', text: t('signInStep.password.rules.name') },
  ] as const;
  return (
    <ul className="password-rules">
      {rules.map(({ rule, text }) => {
        const met = password !== '' && !faults.has(rule);
        return (
          <li key={rule} data-met={met}>
            <svg viewBox="0 0 12 12" aria-hidden="true">
              {met ? <path d="m2 6.500 2.600 2.600L10 3.500" /> : <circle cx="6" cy="6" r="3" />}
            </svg>
            <span>
              {text}
              <span className="visually-hidden">
                {' '}
                {met ? t('signInStep.password.rules.met') : t('signInStep.password.rules.unmet')}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
