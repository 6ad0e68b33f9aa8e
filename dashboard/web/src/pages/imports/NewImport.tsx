import { type ImportKind, importKindSchema, type ImportRun } from '@khue/domain/import';
import { type JSX, useId, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { FileDrop } from '../../controls/FileDrop.tsx';
import { useTexts } from '../../i18n/language.ts';
import { MappingChoice } from './MappingChoice.tsx';
import { UploadProgress } from './UploadProgress.tsx';
import { useUpload } from './useUpload.ts';

/** In the order in which a new installation needs them: cameras refer to schools, schools to wards. */
const kinds = ['schools', 'cameras', 'units'] as const satisfies readonly ImportKind[];

interface KindChoiceProps {
  readonly kind: ImportKind;
  readonly onChange: (kind: ImportKind) => void;
}

function KindChoice({ kind, onChange }: KindChoiceProps): JSX.Element {
  const { t } = useTexts();
  const name = useId();
  return (
    <fieldset className="kind-choice">
      <legend>{t('imports.kind.label')}</legend>
      {kinds.map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === kind}
            onChange={(event) => onChange(importKindSchema.parse(event.target.value))}
          />
          {t(`imports.kind.${option}`)}
          <small>{t(`imports.kindHint.${option}`)}</small>
        </label>
      ))}
    </fieldset>
  );
}

interface NewImportProps {
  readonly onStarted: (run: ImportRun, file: File) => void;
}

/** Kind, file, mapping, go. */
export function NewImport({ onStarted }: NewImportProps): JSX.Element {
  const { t } = useTexts();
  const tell = useFailureSentence();
  const [kind, setKind] = useState<ImportKind>('schools');
  const [file, setFile] = useState<File | null>(null);
  const [mapping, setMapping] = useState('');
  const { sending, share, cancel } = useUpload(onStarted);

  function chooseKind(chosen: ImportKind): void {
    setKind(chosen);
    setMapping('');
  }

  return (
    <section className="import-new">
      <KindChoice kind={kind} onChange={chooseKind} />
      <div className="import-file">
        <FileDrop file={file} onFile={setFile} invitation={t('imports.drop')} />
        {file !== null && <MappingChoice kind={kind} value={mapping} onChange={setMapping} />}
        {sending.isPending ? (
          <UploadProgress share={share} cancel={cancel} />
        ) : (
          <button
            type="button"
            className="primary-button"
            disabled={file === null}
            onClick={() => file !== null && sending.mutate({ kind, mapping: mapping === '' ? null : mapping, file })}
          >
            {t('imports.start')}
          </button>
        )}
        <p className="import-error" role="alert">
          {sending.isError && tell(sending.error).sentence}
        </p>
      </div>
    </section>
  );
}
