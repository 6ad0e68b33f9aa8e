import { type JSX, useId } from 'react';

interface FileInputProps {
  readonly label: string;
  readonly onFile: (file: File) => void;
}

/** A button that opens the system's choice of a spreadsheet. */
export function FileInput({ label, onFile }: FileInputProps): JSX.Element {
  const id = useId();
  return (
    <>
      <label className="quiet-button" htmlFor={id}>
        {label}
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
    </>
  );
}
