import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { FileFault } from '../fileFault.ts';
import { tableLimits } from '../table/table.ts';

/** The files inside a workbook. */
export interface Archive {
  has(name: string): boolean;
  /** Text of one file in pieces; a file that is not there reads as empty. Throws FileFault where it is damaged. */
  read(name: string): AsyncIterable<string>;
}

function damaged(cause: unknown): FileFault {
  return cause instanceof FileFault ? cause : new FileFault('damaged', {}, { cause });
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let inflated = 0;
  for await (const entry of zip.eachEntry()) {
    inflated += entry.uncompressedSize;
    if (inflated > tableLimits.inflatedBytes || entries.size >= tableLimits.archiveEntries) {
      throw new FileFault('inflates_too_much');
    }
    entries.set(entry.fileName, entry);
  }
  return entries;
}

/**
 * Opens a workbook's archive. What it declares to unpack to is limited, and a file that unpacks to more than it
 * declares is broken off by the reader. Throws FileFault.
 */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let zip: ZipFile;
  let entries: Map<string, Entry>;
  try {
    zip = await fromBufferPromise(buffer, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    entries = await listEntries(zip);
  } catch (cause) {
    throw damaged(cause);
  }

  async function* read(name: string): AsyncGenerator<string> {
    const entry = entries.get(name);
    if (entry === undefined) return;
    try {
      const stream = await zip.openReadStreamPromise(entry);
      // Decodes across pieces: a letter with diacritics may be cut in two.
      stream.setEncoding('utf8');
      for await (const piece of stream) yield String(piece);
    } catch (cause) {
      throw damaged(cause);
    }
  }
  return { has: (name) => entries.has(name), read };
}
