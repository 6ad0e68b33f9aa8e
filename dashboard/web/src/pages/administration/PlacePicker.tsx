import type { Place } from '@khue/domain/administration';
import { type JSX, type KeyboardEvent, useId, useRef, useState } from 'react';
import { usePlaces } from '../../data/administration.ts';
import { useTexts } from '../../i18n/language.ts';
import './placePicker.css';

interface PlacePickerProps {
  /** null: the whole city. */
  readonly place: Place | null;
  readonly onPick: (place: Place | null) => void;
}

/** The whole city, or a unit or school that is searched by name: arrows go through what was found, Enter takes it. */
export function PlacePicker({ place, onPick }: PlacePickerProps): JSX.Element {
  const { t } = useTexts();
  const inputId = useId();
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const asked = query.trim();
  const places = usePlaces(asked);
  const found = asked === '' ? [] : (places.data ?? []);

  function pick(next: Place | null): void {
    setQuery('');
    onPick(next);
    input.current?.focus();
  }

  function move(step: number): void {
    const rows = [...(list.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement) + step;
    if (at < 0) input.current?.focus();
    else rows[Math.min(rows.length - 1, at)]?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape' && asked !== '') setQuery('');
    else if (event.key === 'Enter' && event.target === input.current) pick(found[0] ?? place);
    else return;
    event.preventDefault();
  }

  const chosen = place === null ? t('administration.place.whole') : place.name;
  return (
    <div className="place-picker">
      <label htmlFor={inputId}>{t('administration.grant.place')}</label>
      <p className="place-chosen" aria-live="polite">
        {t('administration.place.chosen', { name: chosen })}
        {place !== null && (
          <button type="button" className="quiet-button" onClick={() => pick(null)}>
            {t('administration.place.whole')}
          </button>
        )}
      </p>
      <input
        id={inputId}
        ref={input}
        type="text"
        placeholder={t('administration.place.search')}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <ul ref={list} hidden={found.length === 0}>
        {found.map((option) => (
          <li key={option.id}>
            <button type="button" data-place={option.name} onClick={() => pick(option)} onKeyDown={onKeyDown}>
              {option.name}
              <small>
                {[t(`administration.place.kind.${option.kind}`), option.within]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {asked !== '' && places.isSuccess && found.length === 0 && (
        <p className="form-hint">{t('administration.place.none')}</p>
      )}
    </div>
  );
}
