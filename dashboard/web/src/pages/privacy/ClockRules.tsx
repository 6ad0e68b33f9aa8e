import { subjectRequestKindSchema } from '@khue/domain/privacy';
import type { JSX } from 'react';
import { useClockRules } from '../../data/privacy.ts';
import { useTexts } from '../../i18n/language.ts';
import { SourceWords } from './SourceWords.tsx';

/** Name of a clock rule; its key where it is not known here. */
function useRuleName(): (key: string) => string {
  const { t } = useTexts();
  return (key) => {
    const [subject, name, more] = key.split('.');
    const kind = subjectRequestKindSchema.safeParse(name).data;
    if (subject === 'request' && kind !== undefined) {
      const words = { kind: t(`privacy.requests.kind.${kind}`) };
      return more === undefined ? t('privacy.rules.handle', words) : t('privacy.rules.extension', words);
    }
    switch (key) {
      case 'request.acknowledge':
        return t('privacy.rules.acknowledge');
      case 'incident.report':
        return t('privacy.rules.report');
      case 'incident.serious.firstNotice':
        return t('privacy.rules.firstNotice');
      case 'approval.longest':
        return t('privacy.rules.longest');
      default:
        return key;
    }
  };
}

/** What the clocks are counted by, folded away. */
export function ClockRules(): JSX.Element | null {
  const { t, format } = useTexts();
  const nameOf = useRuleName();
  const { data } = useClockRules();
  if (data === undefined) return null;
  const days = data.holidays.map(({ day }) => format.date(Date.parse(`${day}T00:00:00+07:00`)));
  return (
    <details className="clock-rules">
      <summary>{t('privacy.rules.title')}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('privacy.rules.key')}</th>
            <th scope="col">{t('privacy.rules.amount')}</th>
            <th scope="col">{t('privacy.rules.from')}</th>
            <th scope="col">{t('privacy.rules.source')}</th>
          </tr>
        </thead>
        <tbody>
          {data.rules.map(({ key, amount, unit, validFrom, source }) => (
            <tr key={`${key} ${validFrom}`}>
              <td>{nameOf(key)}</td>
              <td>{t(`privacy.rules.unit.${unit}`, { amount: format.number(amount) })}</td>
              <td>{format.date(Date.parse(`${validFrom}T00:00:00+07:00`))}</td>
              <td>
                <SourceWords source={source} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="register-lead">
        {t('privacy.rules.holidays', { days: days.join(', '), baseline: t('privacy.baseline') })}
      </p>
    </details>
  );
}
