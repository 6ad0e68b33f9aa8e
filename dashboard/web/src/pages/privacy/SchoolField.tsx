import type { SchoolListItem } from '@khue/domain/api';
import { type JSX, useId, useMemo, useState } from 'react';
import { createSchoolSearch } from '../../search/schoolSearch.ts';
import { useTexts } from '../../i18n/language.ts';

/** Schools offered while somebody types. */
const offered = 12;

interface SchoolFieldProps {
  readonly label: string;
  readonly schools: readonly SchoolListItem[];
  readonly school: SchoolListItem | null;
  readonly onSchool: (school: SchoolListItem | null) => void;
  readonly required?: boolean;
}

function nameOf({ code, shortName }: SchoolListItem): string {
  return `${code} · ${shortName}`;
}

/** A school by name or code; what was typed counts once it names one. */
export function SchoolField({ label, schools, school, onSchool, required = false }: SchoolFieldProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const listId = useId();
  const search = useMemo(() => createSchoolSearch(schools), [schools]);
  const [text, setText] = useState(school === null ? '' : nameOf(school));

  function type(typed: string): void {
    setText(typed);
    const [code] = typed.split(' · ');
    onSchool(schools.find((candidate) => nameOf(candidate) === typed || candidate.code === code) ?? null);
  }

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input
          id={id}
          type="text"
          list={listId}
          value={text}
          placeholder={t('privacy.ask.schoolHint')}
          autoComplete="off"
          spellCheck={false}
          required={required}
          onChange={(event) => type(event.target.value)}
        />
        <datalist id={listId}>
          {search.find(text, offered).map((found) => (
            <option key={found.id}>{nameOf(found)}</option>
          ))}
        </datalist>
      </div>
    </div>
  );
}
