import { tableLimits } from '../table/table.ts';
import type { Archive } from './archive.ts';
import { readXml } from './xml.ts';

/**
 * The workbook's table of texts. Rich text is joined without its looks; readings of East Asian text (rPh) are left out.
 * Bounded by what an archive may unpack to.
 */
export async function readSharedStrings(archive: Archive, part: string): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let inReading = false;
  const listener = {
    open(name: string) {
      if (name === 'si') current = '';
      if (name === 'rPh') inReading = true;
      if (name === 't') inText = !inReading;
    },
    close(name: string) {
      if (name === 't') inText = false;
      if (name === 'rPh') inReading = false;
      if (name === 'si') strings.push(current.slice(0, tableLimits.cellCharacters));
    },
    text(value: string) {
      if (inText) current += value;
    },
  };
  for await (const _ of readXml(archive.read(part), listener));
  return strings;
}
