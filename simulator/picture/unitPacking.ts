/** Many NAL units in one buffer: their number, their lengths (32 bit each, big-endian), then their bytes. */
export function packUnits(units: readonly Uint8Array[]): Uint8Array {
  const head = 4 + 4 * units.length;
  const packed = new Uint8Array(head + units.reduce((sum, unit) => sum + unit.length, 0));
  const view = new DataView(packed.buffer);
  view.setUint32(0, units.length);
  let at = head;
  for (const [i, unit] of units.entries()) {
    view.setUint32(4 + 4 * i, unit.length);
    packed.set(unit, at);
    at += unit.length;
  }
  return packed;
}

/** The units again, as views of the buffer; null when the lengths do not fit it. */
export function unpackUnits(packed: Uint8Array): Uint8Array[] | null {
  if (packed.length < 4) return null;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const count = view.getUint32(0);
  let at = 4 + 4 * count;
  if (at > packed.length) return null;
  const units: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(4 + 4 * i);
    units.push(packed.subarray(at, at + length));
    at += length;
  }
  return at === packed.length ? units : null;
}
