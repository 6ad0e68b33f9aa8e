import type { ImportKind } from '@khue/domain/import';
import { type ImportField, importFields } from '@khue/domain/importFields';
import { kindWords } from '@khue/domain/importSentences';
import type { Store } from '@khue/store/store';
import { print, style } from '../terminal.ts';

const moment = new Intl.DateTimeFormat('vi', {
  dateStyle: 'short',
  timeStyle: 'short',
  timeZone: 'Asia/Ho_Chi_Minh',
});

/** `Mã trường ← “Ký hiệu”, Tên trường ← “Đơn vị”`, in the order of the fields. */
export function columnsText(kind: ImportKind, columns: Readonly<Record<string, string>>): string {
  const fields: readonly ImportField[] = importFields[kind];
  const parts = fields.flatMap(({ name, label }) => {
    const header = columns[name];
    if (header === undefined) return [];
    return header === '' ? [`${label.vi}: bỏ qua`] : [`${label.vi} ← “${header}”`];
  });
  return parts.join(', ');
}

/** Prints every column mapping that has a name: kind, name, columns, when it was saved last. */
export async function listMappings(store: Store): Promise<void> {
  const mappings = await store.imports.namedMappings();
  if (mappings.length === 0) print('Chưa có cách ghép cột nào được đặt tên.');
  for (const { kind, name, columns, savedAt } of mappings) {
    print(`${kindWords.vi[kind]} · ${style.strong(name)} · ${moment.format(new Date(savedAt))}`);
    print(`  ${columnsText(kind, columns)}`);
  }
}
