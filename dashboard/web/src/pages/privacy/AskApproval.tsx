import { cityDay } from '@khue/domain/cityTime';
import type { SchoolCamera, SchoolListItem } from '@khue/domain/api';
import type { CameraZone } from '@khue/domain/camera';
import type { ZoneRuleList } from '@khue/domain/privacyApi';
import { type FormEvent, type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { askApproval, usePrivacyChange } from '../../data/privacy.ts';
import { useSchoolDetail, useSchools } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { endOfDay } from './fieldTime.ts';
import { ChangeError, FormEnd, Select, TextArea } from './fields.tsx';
import { SchoolField } from './SchoolField.tsx';

/** What the page was opened for, e.g. from a closed camera. */
function askedFor(search: string): { readonly schoolId: string | null; readonly cameraId: string | null } {
  const query = new URLSearchParams(search);
  return { schoolId: query.get('truong'), cameraId: query.get('camera') };
}

function closedCameras(cameras: readonly SchoolCamera[], rules: ZoneRuleList): SchoolCamera[] {
  const closed = new Set(rules.rules.filter(({ needsApproval }) => needsApproval).map(({ zone }) => zone));
  return cameras.filter(({ zone }) => closed.has(zone));
}

interface WhatProps {
  readonly school: SchoolListItem | null;
  readonly rules: ZoneRuleList;
  readonly cameraId: string | null;
}

/** One closed camera of the school, or all of a closed zone. */
function What({ school, rules, cameraId }: WhatProps): JSX.Element {
  const { t } = useTexts();
  const detail = useSchoolDetail(school?.id ?? null);
  const cameras = closedCameras(detail.data?.cameras ?? [], rules);
  const zones = [...new Set(cameras.map(({ zone }) => zone))];
  const isNone = school !== null && detail.data !== undefined && cameras.length === 0;
  const chosen = cameras.find(({ id }) => id === cameraId);
  return (
    <Select
      key={`${school?.id ?? ''} ${detail.data === undefined}`}
      label={t('privacy.ask.what')}
      name="what"
      disabled={cameras.length === 0}
      defaultValue={chosen === undefined ? `${zones[0] ?? ''} ` : `${chosen.zone} ${chosen.id}`}
    >
      {cameras.length === 0 && (
        <option value=" ">{t(isNone ? 'privacy.ask.noClosed' : 'privacy.ask.chooseSchool')}</option>
      )}
      {zones.map((zone) => (
        <option key={zone} value={`${zone} `}>
          {t('privacy.ask.whole', { zone: t(`zone.${zone}`) })}
        </option>
      ))}
      {cameras.map(({ id, name, zone }) => (
        <option key={id} value={`${zone} ${id}`}>
          {`${name} (${t(`zone.${zone}`)})`}
        </option>
      ))}
    </Select>
  );
}

/** Asks for a closed zone to be opened: where, why, on what basis, until when. */
export function AskApproval({ rules }: { readonly rules: ZoneRuleList }): JSX.Element {
  const { t } = useTexts();
  const [wanted] = useState(() => askedFor(window.location.search));
  const schools = useSchools();
  // undefined: nobody has touched the field yet, and what the page was opened for stands in it.
  const [chosen, setChosen] = useState<SchoolListItem | null>();
  const asking = usePrivacyChange(askApproval);
  const [now] = useState(() => serverClock.now());
  const first = schools.data?.find(({ id }) => id === wanted.schoolId) ?? null;
  const school = chosen === undefined ? first : chosen;

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const [zone, cameraId] = formText(form, 'what').split(' ');
    const rule = rules.rules.find((candidate) => candidate.zone === zone);
    const validTo = endOfDay(formText(form, 'until'));
    if (school === null || rule === undefined || validTo === undefined) return;
    const wish: { schoolId: string; cameraId: string | null; zone: CameraZone } = {
      schoolId: school.id,
      cameraId: cameraId === undefined || cameraId === '' ? null : cameraId,
      zone: rule.zone,
    };
    const words = { reason: formText(form, 'reason'), legalBasis: formText(form, 'legalBasis') };
    asking.mutate({ ...wish, ...words, validTo }, { onSuccess: () => form.reset() });
  }

  return (
    <form className="entry-form" aria-label={t('privacy.ask.title')} onSubmit={send}>
      <h3>{t('privacy.ask.title')}</h3>
      <SchoolField
        key={schools.data === undefined ? 'waiting' : 'ready'}
        label={t('privacy.ask.school')}
        schools={schools.data ?? []}
        school={school}
        onSchool={setChosen}
        required
      />
      <What school={school} rules={rules} cameraId={wanted.cameraId} />
      <TextField
        label={t('privacy.ask.until', { days: rules.longestApprovalDays })}
        name="until"
        type="date"
        min={cityDay(now)}
        max={cityDay(now + (rules.longestApprovalDays - 1) * 86_400_000)}
        defaultValue={cityDay(now)}
      />
      <TextField
        label={t('privacy.ask.legalBasis')}
        name="legalBasis"
        minLength={3}
        maxLength={300}
        autoComplete="off"
      />
      <TextArea label={t('privacy.ask.reason')} name="reason" minLength={10} maxLength={500} required />
      <FormEnd submit={t('privacy.ask.send')} busy={asking.isPending} disabled={school === null} />
      <ChangeError error={asking.error} />
      <output>{asking.isSuccess && t('privacy.ask.sent')}</output>
    </form>
  );
}
