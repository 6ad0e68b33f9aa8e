import { type Permission, permissionSchema } from '@khue/domain/access';
import type { RoleChange, RoleState } from '@khue/domain/administration';
import { cameraZoneSchema } from '@khue/domain/camera';
import { type FormEvent, type JSX, useId, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { removeRole, saveRole } from '../../data/administration.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { Confirmed } from './Confirmed.tsx';
import { roleNameOf } from './roleName.ts';
import { useChange } from './useChange.ts';

const minuteMs = 60_000;

/** A new role begins with nothing allowed. */
const nothing: RoleChange = {
  title: { vi: '', en: '' },
  permissions: [],
  zones: [],
  idleLockMs: 15 * minuteMs,
  secondFactor: false,
};

function toggled<Item>(items: readonly Item[], item: Item): Item[] {
  return items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
}

interface PermissionTableProps {
  readonly held: readonly Permission[];
  readonly onToggle: (permission: Permission) => void;
}

/** Every permission in words, on or off. */
function PermissionTable({ held, onToggle }: PermissionTableProps): JSX.Element {
  const { t } = useTexts();
  return (
    <table className="permissions">
      <thead>
        <tr>
          <th scope="col">{t('administration.roles.allowed')}</th>
          <th scope="col">{t('administration.roles.permission')}</th>
        </tr>
      </thead>
      <tbody>
        {permissionSchema.options.map((permission) => (
          <tr key={permission} className={held.includes(permission) ? 'on' : 'off'}>
            <td>
              <input
                id={permission}
                aria-label={t(`administration.permission.${permission}.title`)}
                type="checkbox"
                checked={held.includes(permission)}
                onChange={() => onToggle(permission)}
              />
            </td>
            <td>
              <label htmlFor={permission}>
                {t(`administration.permission.${permission}.title`)}
                <small>{t(`administration.permission.${permission}.hint`)}</small>
              </label>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DraftProps {
  readonly draft: RoleChange;
  readonly onChange: (draft: RoleChange) => void;
}

function Titles({ draft, onChange }: DraftProps): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="role-titles">
      {(['vi', 'en'] as const).map((language) => (
        <TextField
          key={language}
          label={t(language === 'vi' ? 'administration.roles.titleVi' : 'administration.roles.titleEn')}
          name={`title-${language}`}
          autoComplete="off"
          autoCapitalize="sentences"
          maxLength={80}
          value={draft.title[language]}
          onChange={(event) => onChange({ ...draft, title: { ...draft.title, [language]: event.target.value } })}
        />
      ))}
    </div>
  );
}

function Locking({ draft, onChange }: DraftProps): JSX.Element {
  const { t } = useTexts();
  const idleId = useId();
  const { idleLockMs, secondFactor } = draft;

  function setIdle(text: string): void {
    const minutes = Math.round(Number(text));
    onChange({ ...draft, idleLockMs: text === '' || minutes < 1 ? null : Math.min(minutes, 1_440) * minuteMs });
  }

  return (
    <div className="role-locking">
      <div className="day-field">
        <label htmlFor={idleId}>{t('administration.roles.idle')}</label>
        <input
          id={idleId}
          type="number"
          min={1}
          max={1_440}
          value={idleLockMs === null ? '' : Math.round(idleLockMs / minuteMs)}
          onChange={(event) => setIdle(event.target.value)}
        />
        <small>{t('administration.roles.idleHint')}</small>
      </div>
      <label className="role-factor">
        <input
          type="checkbox"
          checked={secondFactor}
          onChange={() => onChange({ ...draft, secondFactor: !secondFactor })}
        />
        {t('administration.roles.factor')}
      </label>
    </div>
  );
}

function Zones({ draft, onChange }: DraftProps): JSX.Element {
  const { t } = useTexts();
  return (
    <fieldset className="choices">
      <legend>
        {t('administration.roles.zones')} <small>{t('administration.roles.zonesHint')}</small>
      </legend>
      {cameraZoneSchema.options.map((zone) => (
        <label key={zone}>
          <input
            type="checkbox"
            checked={draft.zones.includes(zone)}
            onChange={() => onChange({ ...draft, zones: toggled(draft.zones, zone) })}
          />
          {t(`zone.${zone}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface RoleEditorProps {
  /** null: a new one. */
  readonly role: RoleState | null;
  /** Names that are taken. */
  readonly names: readonly string[];
  /** Goes on to a role of this name, or to none. */
  readonly onLeave: (name: string | null) => void;
}

function draftOf(role: RoleState | null): RoleChange {
  if (role === null) return nothing;
  const { title, permissions, zones, idleLockMs, secondFactor } = role;
  return { title, permissions, zones, idleLockMs, secondFactor };
}

/** One role: its names, what it allows, where it may look, how its sessions lock. */
export function RoleEditor({ role, names, onLeave }: RoleEditorProps): JSX.Element {
  const { t, language } = useTexts();
  const holds = useHolds();
  const tell = useFailureSentence();
  const [draft, setDraft] = useState(() => draftOf(role));
  const saving = useChange(({ name, change }: { name: string; change: RoleChange }) => saveRole(name, change));
  const removing = useChange(removeRole);
  const canChange = holds('access.manage');
  const failure = saving.error ?? removing.error;
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(role));

  function submit(event: FormEvent): void {
    event.preventDefault();
    const name = role?.name ?? roleNameOf(draft.title.vi, names);
    saving.mutate({ name, change: draft }, { onSuccess: () => (role === null ? onLeave(name) : undefined) });
  }

  const heading = role === null ? t('administration.roles.newTitle') : role.title[language];
  return (
    <form className="role-editor" aria-label={heading} onSubmit={submit}>
      <h2>{heading}</h2>
      {!canChange && <p className="form-hint">{t('administration.roles.readOnly')}</p>}
      <fieldset className="role-fields" disabled={!canChange}>
        <legend className="visually-hidden">{heading}</legend>
        <Titles draft={draft} onChange={setDraft} />
        <PermissionTable
          held={draft.permissions}
          onToggle={(permission) => setDraft({ ...draft, permissions: toggled(draft.permissions, permission) })}
        />
        <Zones draft={draft} onChange={setDraft} />
        <Locking draft={draft} onChange={setDraft} />
      </fieldset>
      <p className="form-error" role="alert">
        {failure !== null && tell(failure).sentence}
      </p>
      <output>
        {saving.isSuccess && !isChanged && t('administration.roles.saved', { count: role?.holders ?? 0 })}
      </output>
      {canChange && (
        <div className="administration-actions role-buttons">
          <button type="submit" className="primary-button" disabled={!isChanged || saving.isPending}>
            {t(saving.isPending ? 'administration.saving' : 'administration.save')}
          </button>
          {isChanged && (
            <button type="button" className="quiet-button" onClick={() => setDraft(draftOf(role))}>
              {t('administration.cancel')}
            </button>
          )}
          {role !== null && !role.builtIn && (
            <Confirmed
              label={t('administration.roles.remove')}
              question={t('administration.roles.removeSure', { title: heading })}
              busy={removing.isPending}
              onConfirm={() => removing.mutate(role.name, { onSuccess: () => onLeave(null) })}
            />
          )}
        </div>
      )}
    </form>
  );
}
