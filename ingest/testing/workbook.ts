import { deflateRawSync } from 'node:zlib';
import { crc32 } from 'node:zlib';

/** A file of an archive; `declaredSize` lies about what it unpacks to. */
export interface ArchivedFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly declaredSize?: number;
  /** What lies in the archive; left out: the content, deflated. */
  readonly packed?: Uint8Array;
}

function header(file: ArchivedFile, packed: Uint8Array, central: boolean, offset: number): Buffer {
  const name = Buffer.from(file.name);
  const bytes = Buffer.alloc((central ? 46 : 30) + name.length);
  bytes.writeUInt32LE(central ? 0x02014b50 : 0x04034b50, 0);
  const at = central ? 6 : 4;
  if (central) bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(20, at);
  bytes.writeUInt16LE(8, at + 4);
  bytes.writeUInt32LE(crc32(file.content), at + 10);
  bytes.writeUInt32LE(packed.length, at + 14);
  bytes.writeUInt32LE(file.declaredSize ?? file.content.length, at + 18);
  bytes.writeUInt16LE(name.length, at + 22);
  if (central) bytes.writeUInt32LE(offset, 42);
  name.copy(bytes, bytes.length - name.length);
  return bytes;
}

/** A ZIP archive (APPNOTE 4.3), written by hand so that a test can make one that lies. */
export function zipOf(files: readonly ArchivedFile[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const packed = file.packed ?? deflateRawSync(file.content);
    const local = Buffer.concat([header(file, packed, false, 0), packed]);
    centrals.push(header(file, packed, true, offset));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function xml(body: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
}

/** A workbook with one sheet out of its raw XML. */
export function workbookOf(sheetXml: string | Uint8Array, options: { readonly declaredSize?: number } = {}): Buffer {
  const content = typeof sheetXml === 'string' ? xml(sheetXml) : sheetXml;
  return workbookWith([{ name: 'xl/worksheets/sheet1.xml', content, ...options }]);
}

/** A workbook with one sheet (`xl/worksheets/sheet1.xml`) and whatever else is put into its archive. */
export function workbookWith(files: readonly ArchivedFile[]): Buffer {
  return zipOf([
    {
      name: '_rels/.rels',
      content: xml(
        `<Relationships><Relationship Id="r1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
    },
    {
      name: 'xl/workbook.xml',
      content: xml('<workbook><sheets><sheet name="A" sheetId="1" r:id="s1"/></sheets></workbook>'),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: xml(
        `<Relationships><Relationship Id="s1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="t1" Type="${relationships}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
      ),
    },
    ...files,
  ]);
}
