import { SaxesParser } from 'saxes';
import { FileFault } from '../fileFault.ts';
import { tableLimits } from '../table/table.ts';

/** What a reader of one XML part wants to hear. Names come without their namespace prefix. */
export interface XmlListener {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(value: string): void;
}

/** Attributes by name as written, prefix included. */
export type Attributes = Readonly<Record<string, string>>;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/**
 * Reads XML in pieces and tells the listener; yields after every piece, so that what was heard can be passed on before
 * more is read. Entities of a document type are not expanded. Throws FileFault where it is not well-formed.
 */
export async function* readXml(pieces: AsyncIterable<string>, listener: XmlListener): AsyncGenerator<void> {
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  parser.on('error', (cause) => {
    throw new FileFault('damaged', {}, { cause });
  });
  let depth = 0;
  // The parser holds a text, a tag or a remark until it ends: one without an end would fill memory.
  let unended = 0;
  parser.on('opentag', ({ name, attributes }) => {
    unended = 0;
    depth += 1;
    if (depth > tableLimits.xmlDepth) throw new FileFault('damaged');
    listener.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    unended = 0;
    depth -= 1;
    listener.close(localName(name));
  });
  const heard = (value: string): void => {
    unended = 0;
    listener.text(value);
  };
  parser.on('text', heard);
  parser.on('cdata', heard);
  let begun = false;
  for await (const piece of pieces) {
    begun = true;
    unended += piece.length;
    if (unended > tableLimits.xmlTokenCharacters) throw new FileFault('damaged');
    parser.write(piece);
    yield;
  }
  if (!begun) return;
  parser.close();
  yield;
}
