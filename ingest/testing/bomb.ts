import { constants, deflateRawSync } from 'node:zlib';
import type { ArchivedFile } from './workbook.ts';

/** Deflated bytes of `times` times the same text between two others, without ever holding them unpacked. */
export function repeated(
  name: string,
  { begin = '', unit, times, end = '' }: { begin?: string; unit: string; times: number; end?: string },
): ArchivedFile & { readonly packed: Buffer } {
  const part = (text: string, count: number): Buffer[] => {
    const packed = deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
    return Array.from({ length: count }, () => packed);
  };
  // Units are gathered to about a megabyte: what repeats is then short.
  const gathered = Math.max(1, Math.min(times, Math.floor(1_048_576 / unit.length)));
  const wholes = Math.floor(times / gathered);
  const rest = times - wholes * gathered;
  const packed = Buffer.concat([
    ...part(begin, 1),
    ...part(unit.repeat(gathered), wholes),
    ...part(unit.repeat(rest), rest === 0 ? 0 : 1),
    ...part(end, 1),
    Buffer.from([0x03, 0x00]),
  ]);
  const size = Buffer.byteLength(begin) + Buffer.byteLength(unit) * times + Buffer.byteLength(end);
  return { name, content: Buffer.alloc(0), packed, declaredSize: size };
}
