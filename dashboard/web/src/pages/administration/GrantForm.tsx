import { cityDay } from '@khue/domain/cityTime';
import { type Grant, zonedPermissions } from '@khue/domain/access';
import type { GrantRow, Place, RoleState } from '@khue/domain/administration';
import type { CameraZone } from '@khue/domain/camera';
import { type RelationKind, relationKindSchema } from '@khue/domain/unit';
import { type FormEvent, type JSX, type ReactNode, useId, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { SaidDay } from '../../controls/SaidDay.tsx';
import { focusOnce } from '../../controls/focusOnce.ts';
import { addGrant, changeGrant } from '../../data/administration.ts';
import { useTexts } from '../../i18n/language.ts';
import { endOfDay, lastDayOf, startOfDay } from './grantDays.ts';
import { PlacePicker } from './PlacePicker.tsx';
import { useChange } from './useChange.ts';
import { useEscape } from './useEscape.ts';

interface DayFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly least: string;
  readonly onChange: (day: string) => void;
}

function DayField({ label, hint, value, least, onChange }: DayFieldProps): JSX.Element {
  const id = useId();
  return (
    <div className="day-field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="date" min={least} value={value} onChange={(event) => onChange(event.target.value)} />
      <SaidDay inputId={id} />
      {hint !== undefined && <small>{hint}</small>}
    </div>
  );
}

interface ZoneChoiceProps {
  readonly role: RoleState | undefined;
  /** null: as the role says. */
  readonly zones: Grant['zones'];
  readonly onChange: (zones: Grant['zones']) => void;
}

/** Zones of the role that stay; nothing to choose where the role looks into none. */
function ZoneChoice({ role, zones, onChange }: ZoneChoiceProps): JSX.Element | null {
  const { t } = useTexts();
  const looks = role?.permissions.some((permission) => zonedPermissions.has(permission)) ?? false;
  if (role === undefined || !looks || role.zones.length === 0) return null;
  const kept = zones ?? role.zones;
  const all = role.zones;

  function toggle(zone: CameraZone): void {
    const next = all.filter((other) => (other === zone ? !kept.includes(zone) : kept.includes(other)));
    onChange(next.length === all.length ? null : next);
  }

  return (
    <fieldset className="choices">
      <legend>
        {t('administration.grant.zones')} <small>{t('administration.grant.zonesHint')}</small>
      </legend>
      {all.map((zone) => (
        <label key={zone}>
          <input type="checkbox" checked={kept.includes(zone)} onChange={() => toggle(zone)} />
          {t(`zone.${zone}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface FormShellProps {
  readonly submit: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function FormShell({ submit, busy, error, onSubmit, onClose, children }: FormShellProps): JSX.Element {
  const { t } = useTexts();
  const tell = useFailureSentence();
  useEscape(onClose);
  return (
    <form
      className="administration-form narrow"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <p className="form-error" role="alert">
        {error !== null && tell(error).sentence}
      </p>
      <div className="administration-actions">
        <button type="submit" className="primary-button" disabled={busy}>
          {busy ? t('administration.saving') : submit}
        </button>
        <button type="button" className="quiet-button" onClick={onClose}>
          {t('administration.cancel')}
        </button>
      </div>
    </form>
  );
}

interface RelationChoiceProps {
  readonly value: RelationKind;
  readonly onChange: (relation: RelationKind) => void;
}

function RelationChoice({ value, onChange }: RelationChoiceProps): JSX.Element {
  const { t } = useTexts();
  const name = useId();
  return (
    <fieldset className="choices column">
      <legend>{t('administration.grant.relation')}</legend>
      {relationKindSchema.options.map((relation) => (
        <label key={relation}>
          <input type="radio" name={name} checked={relation === value} onChange={() => onChange(relation)} />
          {t(`administration.relation.${relation}`)}
          <small>{t(`administration.relationHint.${relation}`)}</small>
        </label>
      ))}
    </fieldset>
  );
}

interface NewGrantFormProps {
  readonly accountId: string;
  readonly roles: readonly RoleState[];
  readonly onClose: () => void;
}

/** Role, place, relation, dates, zones. */
export function NewGrantForm({ accountId, roles, onClose }: NewGrantFormProps): JSX.Element {
  const { t, language } = useTexts();
  const roleId = useId();
  const [today] = useState(() => cityDay(serverClock.now()));
  const given = roles.filter(({ name }) => name !== 'wall_display');
  const [roleName, setRoleName] = useState(given.find(({ name }) => name === 'unit_viewer')?.name ?? given[0]?.name);
  const [place, setPlace] = useState<Place | null>(null);
  const [relation, setRelation] = useState<RelationKind>('territorial');
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState('');
  const [zones, setZones] = useState<Grant['zones']>(null);
  const adding = useChange(addGrant);

  function submit(): void {
    if (roleName === undefined) return;
    const validFrom = from === today || from === '' ? undefined : (startOfDay(from) ?? undefined);
    const grant = { accountId, role: roleName, scopeId: place?.id ?? null, relation, zones, validTo: endOfDay(to) };
    adding.mutate({ ...grant, ...(validFrom !== undefined && { validFrom }) }, { onSuccess: onClose });
  }

  const submitWord = t('administration.grant.submit');
  return (
    <FormShell submit={submitWord} busy={adding.isPending} error={adding.error} onSubmit={submit} onClose={onClose}>
      <div className="day-field">
        <label htmlFor={roleId}>{t('administration.grant.role')}</label>
        <select
          id={roleId}
          ref={focusOnce}
          value={roleName}
          onChange={(event) => {
            setRoleName(event.target.value);
            setZones(null);
          }}
        >
          {given.map(({ name, title }) => (
            <option key={name} value={name}>
              {title[language]}
            </option>
          ))}
        </select>
      </div>
      <PlacePicker place={place} onPick={setPlace} />
      {place !== null && place.kind !== 'school' && <RelationChoice value={relation} onChange={setRelation} />}
      <div className="day-fields">
        <DayField label={t('administration.grant.from')} value={from} least={today} onChange={setFrom} />
        <DayField
          label={t('administration.grant.to')}
          hint={t('administration.grant.toHint')}
          value={to}
          least={from === '' ? today : from}
          onChange={setTo}
        />
      </div>
      <ZoneChoice role={roles.find(({ name }) => name === roleName)} zones={zones} onChange={setZones} />
    </FormShell>
  );
}

interface ChangeGrantFormProps {
  readonly row: GrantRow;
  readonly role: RoleState | undefined;
  readonly onClose: () => void;
}

/** End and zones of a grant that has not ended. */
export function ChangeGrantForm({ row, role, onClose }: ChangeGrantFormProps): JSX.Element {
  const { t } = useTexts();
  const { id, validTo } = row.grant;
  const [to, setTo] = useState(validTo === null ? '' : lastDayOf(validTo));
  const [zones, setZones] = useState(row.grant.zones);
  const [today] = useState(() => cityDay(serverClock.now()));
  const changing = useChange(() => changeGrant(id, { validTo: endOfDay(to), zones }));
  return (
    <FormShell
      submit={t('administration.save')}
      busy={changing.isPending}
      error={changing.error}
      onSubmit={() => changing.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <DayField
        label={t('administration.grant.to')}
        hint={t('administration.grant.toHint')}
        value={to}
        least={today}
        onChange={setTo}
      />
      <ZoneChoice role={role} zones={zones} onChange={setZones} />
    </FormShell>
  );
}
