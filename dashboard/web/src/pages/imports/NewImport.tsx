import { type ImportKind, importKindSchema, type ImportRun } from '@khue/domain/import';
import { type DragEvent, type JSX, useId, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { useTexts } from '../../i18n/language.ts';
import { FileInput } from './FileInput.tsx';
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

interface DropProps {
  readonly file: File | null;
  readonly onFile: (file: File) => void;
}

function FileDrop({ file, onFile }: DropProps): JSX.Element {
  const { t, format } = useTexts();
  const [over, setOver] = useState(false);

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [first] = event.dataTransfer.files;
    if (first !== undefined) onFile(first);
  }

  return (
    <div
      className="file-drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M14 3H6v18h12V7ZM14 3v4h4M12 17v-6M9.500 13.500 12 11l2.500 2.500" />
      </svg>
      {file === null ? (
        <span>{t('imports.drop')}</span>
      ) : (
        <span>
          <b>{file.name}</b> · {format.bytes(file.size)}
        </span>
      )}
      <FileInput label={file === null ? t('imports.choose') : t('imports.another')} onFile={onFile} />
      <small>{t('imports.formats')}</small>
    </div>
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
        <FileDrop file={file} onFile={setFile} />
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
