import type { SchoolListItem } from '@khue/domain/api';
import { type JSX, type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { useOverview } from '../../live/useLive.ts';
import { createSchoolSearch } from '../../search/schoolSearch.ts';
import { SeveritySign } from '../../signs/SeveritySign.tsx';
import { useShortcut } from './useShortcut.ts';
import './schoolSearchBox.css';

const resultLimit = 40;

interface ResultProps {
  readonly school: SchoolListItem;
  readonly onPick: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function Result({ school, onPick, onKeyDown }: ResultProps): JSX.Element {
  const { t, format } = useTexts();
  const overview = useOverview();
  const severity = overview.schools.get(school.id)?.severity ?? 'none';
  const meta = [
    school.wardName,
    `${format.number(school.cameraCount)} ${t('figures.cameras')}`,
    school.lon === null ? t('search.noPosition') : null,
  ];
  return (
    <li>
      <button type="button" data-school-id={school.id} className="search-result" onClick={onPick} onKeyDown={onKeyDown}>
        <SeveritySign severity={severity} />
        <span className="search-name">{school.shortName}</span>
        <span className="search-meta">{meta.filter((part) => part !== null).join(' · ')}</span>
        <span className="search-state">{t(`severity.${severity}`)}</span>
      </button>
    </li>
  );
}

interface SchoolSearchBoxProps {
  readonly schools: readonly SchoolListItem[];
  readonly onSelect: (schoolId: string) => void;
  /** Told whether results cover the list below. */
  readonly onActive: (active: boolean) => void;
}

/** Goes to any school: Ctrl-K or "/" focuses, Enter opens the first result, arrows go through them, Esc clears. */
export function SchoolSearchBox({ schools, onSelect, onActive }: SchoolSearchBoxProps): JSX.Element {
  const { t } = useTexts();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [query, setQuery] = useState('');
  const search = useMemo(() => createSchoolSearch(schools), [schools]);
  const results = useMemo(() => search.find(query, resultLimit), [search, query]);
  const open = query.trim() !== '';

  const focus = (): void => input.current?.select();
  useShortcut('k', focus, { withControl: true });
  useShortcut('/', focus);

  function change(next: string): void {
    setQuery(next);
    onActive(next.trim() !== '');
  }

  function pick(school: SchoolListItem | undefined): void {
    if (school === undefined) return;
    change('');
    input.current?.blur();
    onSelect(school.id);
  }

  /** Down from the box into the results and up again. */
  function move(step: number): void {
    const rows = [...(list.current?.querySelectorAll<HTMLButtonElement>('.search-result') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement) + step;
    if (at < 0) input.current?.focus();
    else rows[Math.min(rows.length - 1, at)]?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' && open) move(1);
    else if (event.key === 'ArrowUp' && open) move(-1);
    else if (event.key === 'Enter' && open && event.target === input.current) pick(results[0]);
    else if (event.key === 'Escape' && open) {
      change('');
      input.current?.focus();
    } else if (event.key === 'Escape') input.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <search className={open ? 'search open' : 'search'}>
      <div className="search-box">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9ZM10.400 10.400 14 14" />
        </svg>
        <input
          ref={input}
          type="text"
          aria-label={t('search.label')}
          aria-controls={open ? listId : undefined}
          placeholder={t('search.placeholder')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <kbd>Ctrl</kbd>
        <kbd>K</kbd>
      </div>
      {open && (
        <>
          <output className={results.length === 0 ? 'search-none' : 'visually-hidden'}>
            {results.length === 0
              ? t('search.none', { query: query.trim() })
              : t('search.results', { count: results.length })}
          </output>
          <ul id={listId} ref={list} className="search-results">
            {results.map((school) => (
              <Result key={school.id} school={school} onPick={() => pick(school)} onKeyDown={onKeyDown} />
            ))}
          </ul>
        </>
      )}
    </search>
  );
}
