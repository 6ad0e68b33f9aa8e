/** A parsed ISO base media box; `body` is what follows its 8-byte header. */
export interface ParsedBox {
  readonly type: string;
  readonly body: Buffer;
}

/** Boxes that stand one after the other. Throws where a size does not fit. */
export function readBoxes(bytes: Buffer): ParsedBox[] {
  const boxes: ParsedBox[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > bytes.length) throw new RangeError(`box size ${size} at ${at} of ${bytes.length}`);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

/** The body of the box at a path like `moov/trak/mdia`. */
export function boxAt(bytes: Buffer, path: string): Buffer {
  return path.split('/').reduce((within, type) => {
    const found = readBoxes(within).find((box) => box.type === type);
    if (found === undefined) throw new RangeError(`no box ${type} of ${path}`);
    return found.body;
  }, bytes);
}

/** What a fragment of one sample says. Times in ticks. */
export function readFragment(bytes: Buffer): {
  sequence: number;
  decodeTime: number;
  duration: number;
  size: number;
  flags: number;
  data: Buffer;
} {
  const run = boxAt(bytes, 'moof/traf/trun');
  const dataOffset = run.readInt32BE(8);
  const size = run.readUInt32BE(16);
  return {
    sequence: boxAt(bytes, 'moof/mfhd').readUInt32BE(4),
    decodeTime: Number(boxAt(bytes, 'moof/traf/tfdt').readBigUInt64BE(4)),
    duration: run.readUInt32BE(12),
    size,
    flags: run.readUInt32BE(20),
    data: bytes.subarray(dataOffset, dataOffset + size),
  };
}
