import type { AssetRecord } from '@khue/domain/audit';
import { type FormEvent, type JSX, useState } from 'react';
import { formText } from '../../controls/formText.ts';
import { TextField } from '../../controls/TextField.tsx';
import { saveAsset, useAuditChange } from '../../data/audits.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { useEscape } from '../administration/useEscape.ts';
import { ChangeError, FormEnd } from '../privacy/fields.tsx';
import './asset.css';

const texts = ['model', 'serialNumber', 'purpose', 'personInCharge'] as const;
const fields = ['model', 'serialNumber', 'supportUntil', 'purpose', 'personInCharge', 'lon', 'lat'] as const;

interface AssetProps {
  readonly cameraId: string;
  /** null: nothing is on record. */
  readonly asset: AssetRecord | null;
}

/** What stands in a form; numbers may be written with a decimal comma. */
function readAsset(form: HTMLFormElement): AssetRecord {
  const text = (name: string): string | null => {
    const typed = formText(form, name).trim();
    return typed === '' ? null : typed;
  };
  const number = (name: string): number | null => {
    const typed = text(name);
    return typed === null ? null : Number(typed.replace(',', '.'));
  };
  return {
    model: text('model'),
    serialNumber: text('serialNumber'),
    supportUntil: text('supportUntil'),
    purpose: text('purpose'),
    personInCharge: text('personInCharge'),
    lon: number('lon'),
    lat: number('lat'),
  };
}

function AssetForm({ cameraId, asset, onClose }: AssetProps & { readonly onClose: () => void }): JSX.Element {
  const { t } = useTexts();
  const saving = useAuditChange(saveAsset);
  useEscape(onClose);

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    saving.mutate({ cameraId, asset: readAsset(event.currentTarget) }, { onSuccess: onClose });
  }

  return (
    <form className="audit-form" aria-label={t('audit.camera.assetEdit')} onSubmit={send}>
      {texts.map((name) => (
        <TextField
          key={name}
          label={t(`audit.camera.assetFields.${name}`)}
          name={name}
          required={false}
          maxLength={200}
          autoComplete="off"
          defaultValue={asset?.[name] ?? ''}
        />
      ))}
      <TextField
        label={t('audit.camera.assetFields.supportUntil')}
        name="supportUntil"
        type="date"
        required={false}
        defaultValue={asset?.supportUntil ?? ''}
      />
      {(['lon', 'lat'] as const).map((name) => (
        <TextField
          key={name}
          label={t(`audit.camera.assetFields.${name}`)}
          name={name}
          required={false}
          inputMode="decimal"
          pattern="-?[0-9]{1,3}([.,][0-9]{1,10})?"
          autoComplete="off"
          defaultValue={asset?.[name] ?? ''}
        />
      ))}
      <FormEnd submit={t('audit.save')} busy={saving.isPending} onCancel={onClose} />
      <ChangeError error={saving.error} />
    </form>
  );
}

/** What is on record of a camera, and for those who may the form that changes it. */
export function AssetRecordPart({ cameraId, asset }: AssetProps): JSX.Element {
  const { t } = useTexts();
  const manages = useHolds()('audit.manage');
  const [editing, setEditing] = useState(false);
  return (
    <section className="panel-part" aria-labelledby="audit-asset">
      <h3 id="audit-asset">{t('audit.camera.asset')}</h3>
      {editing ? (
        <AssetForm cameraId={cameraId} asset={asset} onClose={() => setEditing(false)} />
      ) : (
        <>
          <dl className="asset">
            {fields.map((name) => (
              <div key={name}>
                <dt>{t(`audit.camera.assetFields.${name}`)}</dt>
                <dd>{asset?.[name] ?? t('audit.camera.assetNone')}</dd>
              </div>
            ))}
          </dl>
          {manages && (
            <p className="asset-note">
              <button type="button" className="quiet-button" onClick={() => setEditing(true)}>
                {t('audit.camera.assetEdit')}
              </button>
              {t('audit.camera.assetNote')}
            </p>
          )}
        </>
      )}
    </section>
  );
}
