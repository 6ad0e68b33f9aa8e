import { type DragEvent, type JSX, useState } from 'react';
import { useTexts } from '../i18n/language.ts';
import { FileInput } from './FileInput.tsx';
import './fileDrop.css';

interface FileDropProps {
  readonly file: File | null;
  readonly onFile: (file: File) => void;
  /** What may be dropped here, before anything was. */
  readonly invitation: string;
}

/** A place to drop a spreadsheet on, with a button that opens the system's choice. */
export function FileDrop({ file, onFile, invitation }: FileDropProps): JSX.Element {
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
        <span>{invitation}</span>
      ) : (
        <span>
          <b>{file.name}</b> · {format.bytes(file.size)}
        </span>
      )}
      <FileInput label={t(file === null ? 'imports.choose' : 'imports.another')} onFile={onFile} />
      <small>{t('imports.formats')}</small>
    </div>
  );
}
