import { type ImportKind, importKindSchema, type ImportRun } from '@khue/domain/import';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, type JSX, useId, useRef, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { ProgressBar } from '../../controls/ProgressBar.tsx';
import { importsKey, uploadImport } from '../../data/imports.ts';
import { useTexts } from '../../i18n/language.ts';

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
  const id = useId();
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
      <label className="quiet-button" htmlFor={id}>
        {file === null ? t('imports.choose') : t('imports.another')}
      </label>
      <input
        id={id}
        className="visually-hidden"
        type="file"
        accept=".csv,.xlsx,text/csv"
        onChange={(event) => {
          const [first] = event.target.files ?? [];
          if (first !== undefined) onFile(first);
          event.target.value = '';
        }}
      />
      <small>{t('imports.formats')}</small>
    </div>
  );
}

/** Kind, file, go. */
export function NewImport({ onStarted }: { readonly onStarted: (run: ImportRun) => void }): JSX.Element {
  const { t, format } = useTexts();
  const queries = useQueryClient();
  const tell = useFailureSentence();
  const [kind, setKind] = useState<ImportKind>('schools');
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const stopping = useRef<AbortController | null>(null);

  const sending = useMutation({
    mutationFn: (chosen: File) => {
      const controller = new AbortController();
      stopping.current = controller;
      setShare(0);
      return uploadImport(kind, chosen, setShare, controller.signal);
    },
    onSuccess: (run) => {
      void queries.invalidateQueries({ queryKey: importsKey });
      onStarted(run);
    },
  });

  return (
    <section className="import-new">
      <KindChoice kind={kind} onChange={setKind} />
      <div className="import-file">
        <FileDrop file={file} onFile={setFile} />
        {sending.isPending ? (
          <div className="import-sending">
            <ProgressBar share={share} label={t('imports.uploading', { percent: format.percent(share) })} />
            <button type="button" className="quiet-button" onClick={() => stopping.current?.abort()}>
              {t('imports.cancel')}
            </button>
          </div>
        ) : (
          <button
            type="button"
            className="primary-button"
            disabled={file === null}
            onClick={() => file !== null && sending.mutate(file)}
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
