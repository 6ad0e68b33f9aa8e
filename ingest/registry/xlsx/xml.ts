import { SaxesParser } from 'saxes';
import { FileFault } from '../fileFault.ts';

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
  parser.on('opentag', ({ name, attributes }) => listener.open(localName(name), attributes));
  parser.on('closetag', ({ name }) => listener.close(localName(name)));
  parser.on('text', (value) => listener.text(value));
  parser.on('cdata', (value) => listener.text(value));
  let begun = false;
  for await (const piece of pieces) {
    begun = true;
    parser.write(piece);
    yield;
  }
  if (!begun) return;
  parser.close();
  yield;
}
