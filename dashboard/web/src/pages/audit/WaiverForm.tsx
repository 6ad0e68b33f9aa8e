import type { CameraAudit } from '@khue/domain/auditApi';
import { cityDay } from '@khue/domain/cityTime';
import { type FormEvent, type JSX, useState } from 'react';
import { serverClock } from '../../clock/serverClock.ts';
import { focusOnce } from '../../controls/focusOnce.ts';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { addWaiver, useAuditChange } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { useEscape } from '../administration/useEscape.ts';
import { ChangeError, FormEnd, Select } from '../privacy/fields.tsx';
import { endOfDay } from '../privacy/fieldTime.ts';

interface WaiverFormProps {
  readonly audit: CameraAudit;
  readonly ruleId: string;
  readonly onClose: () => void;
}

/** Sets a rule aside for a camera or its whole school: why, by whom, until when. */
export function WaiverForm({ audit, ruleId, onClose }: WaiverFormProps): JSX.Element {
  const { t } = useTexts();
  const waiving = useAuditChange(addWaiver);
  const [today] = useState(() => cityDay(serverClock.now()));
  useEscape(onClose);

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const validTo = endOfDay(formText(form, 'validTo'));
    if (validTo === undefined) return;
    const waiver = {
      ruleId,
      schoolId: audit.schoolId,
      cameraId: formText(form, 'where') === 'camera' ? audit.camera.cameraId : null,
      reason: formText(form, 'reason'),
      approver: formText(form, 'approver'),
      validTo,
    };
    waiving.mutate(waiver, { onSuccess: onClose });
  }

  const title = t('audit.waivers.formTitle', { rule: ruleId });
  return (
    <form className="audit-form waiver-form" aria-label={title} onSubmit={send}>
      <h3>{title}</h3>
      <TextField
        label={t('audit.waivers.reason')}
        name="reason"
        minLength={10}
        maxLength={500}
        autoComplete="off"
        ref={focusOnce}
      />
      <TextField label={t('audit.waivers.approver')} name="approver" minLength={3} maxLength={200} autoComplete="off" />
      <TextField label={t('audit.waivers.until')} name="validTo" type="date" min={today} />
      <Select label={t('audit.waivers.where')} name="where">
        <option value="camera">{t('audit.waivers.thisCamera', { code: audit.camera.code })}</option>
        <option value="school">{t('audit.waivers.allCameras')}</option>
      </Select>
      <FormEnd submit={t('audit.waivers.grant')} busy={waiving.isPending} onCancel={onClose} />
      <ChangeError error={waiving.error} />
    </form>
  );
}
