import { alarmKindSchema, alarmSeveritySchema } from '@khue/domain/alarm';
import { type JSX, useId } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { SeveritySign } from '../../signs/SeveritySign.tsx';
import type { AlarmFilter } from './alarmFilter.ts';
import './alarmFilter.css';

interface FilterBarProps {
  readonly filter: AlarmFilter;
  readonly onFilter: (filter: AlarmFilter) => void;
}

const conditions = ['active', 'returned'] as const;

/** Narrows the list: by severity, kind, state, and by words of the place. */
export function AlarmFilterBar({ filter, onFilter }: FilterBarProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  return (
    <search className="alarm-filter" aria-label={t('alarms.filter.label')}>
      <fieldset className="alarm-severities">
        <legend className="visually-hidden">{t('alarms.filter.severity')}</legend>
        {alarmSeveritySchema.options.map((severity) => (
          <button
            key={severity}
            type="button"
            aria-pressed={filter.severity === severity}
            onClick={() => onFilter({ ...filter, severity: filter.severity === severity ? null : severity })}
          >
            <SeveritySign severity={severity} />
            {t(`severity.${severity}`)}
          </button>
        ))}
      </fieldset>
      <div className="alarm-choices">
        <label htmlFor={`${id}-kind`} className="visually-hidden">
          {t('alarms.filter.kind')}
        </label>
        <select
          id={`${id}-kind`}
          value={filter.kind ?? ''}
          onChange={({ target }) =>
            onFilter({ ...filter, kind: alarmKindSchema.options.find((kind) => kind === target.value) ?? null })
          }
        >
          <option value="">{`${t('alarms.filter.kind')}: ${t('alarms.filter.any')}`}</option>
          {alarmKindSchema.options.map((kind) => (
            <option key={kind} value={kind}>
              {t(`alarms.kind.${kind}`)}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-state`} className="visually-hidden">
          {t('alarms.filter.state')}
        </label>
        <select
          id={`${id}-state`}
          value={filter.condition ?? ''}
          onChange={({ target }) =>
            onFilter({ ...filter, condition: conditions.find((condition) => condition === target.value) ?? null })
          }
        >
          <option value="">{`${t('alarms.filter.state')}: ${t('alarms.filter.any')}`}</option>
          {conditions.map((condition) => (
            <option key={condition} value={condition}>
              {t(`alarms.condition.${condition}`)}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-text`} className="visually-hidden">
          {t('alarms.filter.search')}
        </label>
        <input
          id={`${id}-text`}
          type="search"
          value={filter.text}
          maxLength={100}
          placeholder={t('alarms.filter.search')}
          onChange={({ target }) => onFilter({ ...filter, text: target.value })}
        />
      </div>
    </search>
  );
}
