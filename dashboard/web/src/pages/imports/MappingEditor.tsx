import type { ImportKind, ImportRun } from '@khue/domain/import';
import type { ImportField } from '@khue/domain/importFields';
import type { ImportHead } from '@khue/domain/importMapping';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type JSX, useId, useState } from 'react';
import { Failure, useFailureSentence } from '../../controls/Failure.tsx';
import { mappingsKey, saveImportMapping, useImportHead, useImportMappings } from '../../data/importMappings.ts';
import { useTexts } from '../../i18n/language.ts';
import { FileInput } from '../../controls/FileInput.tsx';
import {
  type DraftFaults,
  draftFaults,
  fieldsOfKind,
  isReady,
  mappingOfDraft,
  startDraft,
  suggestedName,
} from './mappingDraft.ts';
import { UploadProgress } from './UploadProgress.tsx';
import { useUpload } from './useUpload.ts';

interface FieldChoiceProps {
  readonly field: ImportField;
  readonly headers: readonly string[];
  readonly value: string;
  readonly isFaulty: boolean;
  readonly onChange: (header: string) => void;
}

/** Which header of the file one field takes. */
function FieldChoice({ field, headers, value, isFaulty, onChange }: FieldChoiceProps): JSX.Element {
  const { t, language } = useTexts();
  const id = useId();
  return (
    <div className="mapping-field">
      <label htmlFor={id}>
        {field.label[language]}
        {field.required && <em>{t('imports.mapping.required')}</em>}
      </label>
      <select
        id={id}
        name={field.name}
        required={field.required}
        aria-invalid={isFaulty}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{t('imports.mapping.none')}</option>
        {headers.map((header) => (
          <option key={header} value={header}>
            {header}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What still keeps the mapping from being saved, or what saving it will do; one sentence each. */
function Remarks({ kind, name, faults }: { kind: ImportKind; name: string; faults: DraftFaults }): JSX.Element {
  const { t, language } = useTexts();
  const mappings = useImportMappings(kind);
  const isTaken = (mappings.data ?? []).some((mapping) => mapping.name === name.normalize('NFC').trim());
  const open = faults.missing.map(({ label }) => label[language]).join(', ');
  return (
    <ul className="mapping-remarks" aria-live="polite">
      {open !== '' && <li>{t('imports.mapping.missing', { fields: open })}</li>}
      {faults.twice.length > 0 && <li>{t('imports.mapping.twice', { headers: faults.twice.join(', ') })}</li>}
      {faults.isNameFaulty && <li>{t('imports.mapping.nameRule')}</li>}
      {isTaken && <li>{t('imports.mapping.taken')}</li>}
    </ul>
  );
}

interface MappingEditorProps {
  readonly run: ImportRun;
  /** The file of the run, where this page still has it. */
  readonly file: File | null;
  readonly onStarted: (run: ImportRun, file: File) => void;
}

/** The name asked for, where it is still free: a mapping that does not fit this file may well fit others. */
function firstName({ fault, mapping, fileName }: ImportRun): string {
  return fault?.code === 'mapping_misfit' || mapping === null ? suggestedName(fileName) : mapping.name;
}

function MappingForm({ run, file, onStarted, head }: MappingEditorProps & { readonly head: ImportHead }): JSX.Element {
  const { t } = useTexts();
  const nameId = useId();
  const queries = useQueryClient();
  const tell = useFailureSentence();
  const { kind } = run;
  const [chosenFile, setChosenFile] = useState(file);
  const [draft, setDraft] = useState(() => startDraft(kind, head, firstName(run)));
  const faults = draftFaults(kind, draft);
  const upload = useUpload(onStarted);
  const saving = useMutation({
    mutationFn: () => saveImportMapping(mappingOfDraft(kind, head, draft)),
    onSuccess: ({ name }) => {
      void queries.invalidateQueries({ queryKey: mappingsKey });
      if (chosenFile !== null) upload.sending.mutate({ kind, mapping: name, file: chosenFile });
    },
  });
  const failure = saving.error ?? upload.sending.error;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isReady(faults)) saving.mutate();
  }

  return (
    <form className="mapping-editor" onSubmit={submit}>
      <h3>{t('imports.mapping.title')}</h3>
      <p>{t('imports.mapping.lead')}</p>
      <div className="mapping-fields">
        {fieldsOfKind(kind).map((field) => (
          <FieldChoice
            key={field.name}
            field={field}
            headers={head.headers}
            value={draft.columns[field.name] ?? ''}
            isFaulty={faults.twice.includes(draft.columns[field.name] ?? '')}
            onChange={(header) => setDraft({ ...draft, columns: { ...draft.columns, [field.name]: header } })}
          />
        ))}
      </div>
      <div className="mapping-field mapping-name">
        <label htmlFor={nameId}>{t('imports.mapping.name')}</label>
        <input
          id={nameId}
          name="mappingName"
          type="text"
          maxLength={60}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
      </div>
      <Remarks kind={kind} name={draft.name} faults={faults} />
      {upload.sending.isPending ? (
        <UploadProgress share={upload.share} cancel={upload.cancel} />
      ) : (
        <div className="mapping-actions">
          <span>
            {chosenFile === null
              ? t('imports.mapping.fileGone', { file: run.fileName })
              : t('imports.mapping.file', { file: chosenFile.name })}
          </span>
          <FileInput
            label={chosenFile === null ? t('imports.mapping.chooseAgain') : t('imports.another')}
            onFile={setChosenFile}
          />
          <button
            type="submit"
            className="primary-button"
            disabled={!isReady(faults) || saving.isPending || chosenFile === null}
          >
            {t('imports.mapping.saveAndImport')}
          </button>
        </div>
      )}
      <p className="import-error" role="alert">
        {failure !== null && tell(failure).sentence}
      </p>
    </form>
  );
}

/** For a file whose columns were not understood: its headers beside the fields, to be put together by hand. */
export function MappingEditor(props: MappingEditorProps): JSX.Element {
  const { t } = useTexts();
  const head = useImportHead(props.run.id);
  if (head.isPending) return <div className="import-waiting skeleton" aria-busy="true" />;
  if (head.isError) {
    return <Failure what={t('imports.mapping.title')} error={head.error} onRetry={() => void head.refetch()} />;
  }
  if (head.data === null) return <p className="mapping-nothing">{t('imports.mapping.noHeaders')}</p>;
  return <MappingForm {...props} head={head.data} />;
}
