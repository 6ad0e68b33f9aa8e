import type { ImportKind } from '@khue/domain/import';
import { type JSX, useId } from 'react';
import { useImportMappings } from '../../data/importMappings.ts';
import { useTexts } from '../../i18n/language.ts';

interface MappingChoiceProps {
  readonly kind: ImportKind;
  /** Name of the mapping; '' to recognise the columns. */
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** By which saved mapping a file is read, or by its headers alone. */
export function MappingChoice({ kind, value, onChange }: MappingChoiceProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const mappings = useImportMappings(kind);
  return (
    <div className="mapping-choice">
      <label htmlFor={id}>{t('imports.mapping.choice')}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('imports.mapping.recognise')}</option>
        {(mappings.data ?? []).map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <small>{t(mappings.isError ? 'imports.mapping.choiceFailed' : 'imports.mapping.choiceHint')}</small>
    </div>
  );
}
