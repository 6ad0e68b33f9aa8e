import type { AuditSchool } from '@khue/domain/auditApi';
import { type JSX, useId, useMemo, useState } from 'react';
import { TextField } from '../../controls/TextField.tsx';
import { useTexts } from '../../i18n/language.ts';
import { choiceOf, matchingSchools, wardsOf } from './schoolChoice.ts';

/** Rows drawn at most; who wants more types on. */
const shownLimit = 120;

interface ChooserProps {
  readonly schools: readonly AuditSchool[];
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}

interface RowProps {
  readonly school: AuditSchool;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

function Row({ school, isChosen, onToggle }: RowProps): JSX.Element {
  const { t, format } = useTexts();
  const { code, name, wardName, cameras, permissionId, stopped, synthetic } = school;
  return (
    <li>
      <label className="choice-row">
        <input type="checkbox" checked={isChosen} onChange={onToggle} data-school-code={code} />
        <span className="choice-name">
          {t('audit.choose.school', { code, name })}
          {synthetic && <em className="synthetic-mark">{t('synthetic.mark')}</em>}
        </span>
        <span className="choice-ward">{wardName ?? ''}</span>
        <span className="choice-cameras">{t('audit.choose.cameras', { count: format.number(cameras) })}</span>
        <span className={permissionId === null ? 'choice-permission none' : 'choice-permission'}>
          {t(permissionId === null ? 'audit.choose.noPermission' : 'audit.choose.hasPermission')}
          {stopped && ` · ${t('audit.choose.stopped')}`}
        </span>
      </label>
    </li>
  );
}

interface FilterProps {
  readonly schools: readonly AuditSchool[];
  readonly onText: (text: string) => void;
  readonly onWard: (code: string) => void;
}

function Filter({ schools, onText, onWard }: FilterProps): JSX.Element {
  const { t } = useTexts();
  const wardId = useId();
  const wards = useMemo(() => wardsOf(schools), [schools]);
  return (
    <div className="choice-filter">
      <TextField
        label={t('audit.choose.search')}
        name="schoolSearch"
        type="search"
        required={false}
        autoComplete="off"
        onChange={(event) => onText(event.target.value)}
      />
      <div className="field">
        <label htmlFor={wardId}>{t('audit.choose.ward')}</label>
        <div className="field-box">
          <select id={wardId} onChange={(event) => onWard(event.target.value)}>
            <option value="">{t('audit.choose.anyWard')}</option>
            {wards.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
    </div>
  );
}

/** What the choice means: how much it is, and what of it will not be touched. */
function Sum({ schools, chosen }: Pick<ChooserProps, 'schools' | 'chosen'>): JSX.Element {
  const { t, format } = useTexts();
  const choice = choiceOf(schools, chosen);
  return (
    <output className="choice-sum">
      <b>{t('audit.choose.sum', { schools: format.number(choice.schools), cameras: format.number(choice.cameras) })}</b>
      {choice.untouched.length > 0 && (
        <span className="choice-warning">
          {t('audit.choose.untouched', { count: format.number(choice.untouched.length) })}
        </span>
      )}
      {choice.stopped.length > 0 && (
        <span className="choice-warning">
          {t('audit.choose.stoppedSum', { count: format.number(choice.stopped.length) })}
        </span>
      )}
    </output>
  );
}

/** Schools by search, by ward, or all with a permission. */
export function SchoolChooser({ schools, chosen, onChosen }: ChooserProps): JSX.Element {
  const { t, format } = useTexts();
  const [text, setText] = useState('');
  const [wardCode, setWardCode] = useState('');
  const found = useMemo(() => matchingSchools(schools, { text, wardCode }), [schools, text, wardCode]);
  const permitted = schools.filter(({ permissionId }) => permissionId !== null);
  const add = (more: readonly AuditSchool[]): void =>
    onChosen(new Set([...chosen, ...more.map(({ schoolId }) => schoolId)]));

  function toggle({ schoolId }: AuditSchool): void {
    const next = new Set(chosen);
    if (!next.delete(schoolId)) next.add(schoolId);
    onChosen(next);
  }

  if (schools.length === 0) return <p className="audit-none">{t('audit.choose.noSchools')}</p>;
  return (
    <fieldset className="choice">
      <legend>{t('audit.choose.legend')}</legend>
      <Filter schools={schools} onText={setText} onWard={setWardCode} />
      <div className="choice-buttons">
        <button type="button" className="quiet-button" disabled={permitted.length === 0} onClick={() => add(permitted)}>
          {t('audit.choose.withPermission')} · {format.number(permitted.length)}
        </button>
        <button type="button" className="quiet-button" disabled={found.length === 0} onClick={() => add(found)}>
          {t('audit.choose.shown')} · {format.number(found.length)}
        </button>
        <button type="button" className="quiet-button" disabled={chosen.size === 0} onClick={() => onChosen(new Set())}>
          {t('audit.choose.clear')}
        </button>
      </div>
      {found.length === 0 && <p className="audit-none">{t('audit.choose.noneFound')}</p>}
      <ul className="choice-list" aria-label={t('audit.choose.list')}>
        {found.slice(0, shownLimit).map((school) => (
          <Row
            key={school.schoolId}
            school={school}
            isChosen={chosen.has(school.schoolId)}
            onToggle={() => toggle(school)}
          />
        ))}
      </ul>
      {found.length > shownLimit && (
        <p className="audit-none">{t('audit.choose.more', { count: format.number(found.length - shownLimit) })}</p>
      )}
      <Sum schools={schools} chosen={chosen} />
    </fieldset>
  );
}
