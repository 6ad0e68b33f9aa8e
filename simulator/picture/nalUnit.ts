/** nal_unit_type values used here (ITU-T H.264 Table 7-1). */
export const nalTypes = { slice: 1, idrSlice: 5, sequenceParameters: 7, pictureParameters: 8 } as const;

/**
 * A NAL unit without start code: header byte, then the payload with emulation prevention (clause 7.4.1: no 00 00 00,
 * 00 00 01, 00 00 02 or 00 00 03 inside). All units here are reference units (nal_ref_idc 3).
 */
export function nalUnit(type: number, payload: Uint8Array): Uint8Array {
  return emulationPrevented(Uint8Array.of((3 << 5) | type), payload);
}

/** A NAL unit of any header; H.265 has the same rule (ITU-T H.265 clause 7.4.2). */
export function emulationPrevented(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const insertions = countInsertions(payload);
  const unit = new Uint8Array(header.length + payload.length + insertions);
  unit.set(header);
  if (insertions === 0) {
    unit.set(payload, header.length);
    return unit;
  }
  let at = header.length;
  let zeros = 0;
  for (const byte of payload) {
    if (zeros === 2 && byte <= 3) {
      unit[at++] = 3;
      zeros = 0;
    }
    unit[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return unit;
}

function countInsertions(payload: Uint8Array): number {
  let count = 0;
  let zeros = 0;
  for (let i = 0; i < payload.length; i++) {
    const byte = payload[i] ?? 0;
    if (byte > 3) {
      zeros = 0;
      continue;
    }
    if (zeros === 2) {
      count++;
      zeros = 0;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return count;
}
