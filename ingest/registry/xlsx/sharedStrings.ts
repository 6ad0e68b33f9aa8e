import { FileFault } from '../fileFault.ts';
import { tableLimits } from '../table/table.ts';
import type { Archive } from './archive.ts';
import { readXml } from './xml.ts';

/**
 * The workbook's table of texts. Rich text is joined without its looks; readings of East Asian text (rPh) are left out.
 * Throws FileFault where it holds more texts than a workbook may have cells, or too much text altogether.
 */
export async function readSharedStrings(archive: Archive, part: string): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let characters = 0;
  let inText = false;
  let inReading = false;
  const keep = (text: string): void => {
    characters += text.length;
    if (characters > tableLimits.sharedCharacters || strings.length >= tableLimits.cells) {
      throw new FileFault('inflates_too_much');
    }
    strings.push(text);
  };
  const listener = {
    open(name: string) {
      if (name === 'si') current = '';
      if (name === 'rPh') inReading = true;
      if (name === 't') inText = !inReading;
    },
    close(name: string) {
      if (name === 't') inText = false;
      if (name === 'rPh') inReading = false;
      if (name === 'si') keep(current.slice(0, tableLimits.cellCharacters));
    },
    text(value: string) {
      if (inText && current.length < tableLimits.cellCharacters) current += value;
    },
  };
  for await (const _ of readXml(archive.read(part), listener));
  return strings;
}
