/** The head of a file of pictures: an init segment that says how long the file is and where it comes from. */
import { ascii, box, fullBox, u32 } from './boxes.ts';

/** Where a file comes from: what players and archives show of it. */
export interface FileOrigin {
  readonly title: string;
  /** Who took it, why, and when. */
  readonly comment: string;
  /** ISO 8601. */
  readonly date: string;
}

const utf8Text = 1;
const boxHeaderBytes = 8;
/** `mvex` with one `trex` is the last box of every init segment's `moov`. */
const extendsBytes = 40;
const trackExtendsBytes = 32;
/** The last field of `mehd`, which stands before `trex`. */
const durationBytes = 4;

function item(type: string, text: string): Buffer {
  return box(type, box('data', u32(utf8Text, 0), Buffer.from(text, 'utf8')));
}

/** Metadata as players read it (QuickTime file format, user data atoms; ISO/IEC 14496-12, 8.11). */
function userData({ title, comment, date }: FileOrigin): Buffer {
  const handler = fullBox('hdlr', 0, 0, u32(0), ascii('mdirappl'), Buffer.alloc(9));
  const list = box('ilst', item('\u00a9nam', title), item('\u00a9day', date), item('\u00a9cmt', comment));
  return box('udta', fullBox('meta', 0, 0, handler, list));
}

/** The head of a file that begins with an init segment of `initSegment`. Duration in ticks of its timescale. */
export function fileHeader(init: Buffer, durationTicks: number, origin: FileOrigin): Buffer {
  const typeBytes = init.readUInt32BE(0);
  const movie = init.subarray(typeBytes + boxHeaderBytes, init.length - extendsBytes);
  const trackExtends = init.subarray(init.length - trackExtendsBytes);
  const fragments = box('mvex', fullBox('mehd', 0, 0, u32(durationTicks)), trackExtends);
  return Buffer.concat([init.subarray(0, typeBytes), box('moov', movie, userData(origin), fragments)]);
}

/** Says anew how long a file is, in its head. Found by its place: what people wrote may hold any word. */
export function setDuration(header: Buffer, durationTicks: number): void {
  header.writeUInt32BE(durationTicks, header.length - trackExtendsBytes - durationBytes);
}
