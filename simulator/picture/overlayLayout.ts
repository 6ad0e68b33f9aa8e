/**
 * Where things are on the overlay strip: the lowest 24 of 360 lines, in units of 8x8 pixels of a 640x360 picture
 * (80 across, 3 down). The two units at the left are empty: the strip's coding relies on that.
 */
export const layout = {
  columns: 80,
  rows: 3,
  pictureRows: 45,
  clock: { column: 2, length: 19 },
  label: { column: 24, length: 18 },
  counter: { column: 43, length: 10 },
  /** 72 cells in columns of three: counter 32 bit, clock in Unix seconds 32 bit, checksum 8 bit; high bits first. */
  cells: { column: 55, length: 24 },
} as const;

export const cellCount = layout.cells.length * layout.rows;

/** Unit (column, row within the strip) of a cell. */
export function cellPlace(index: number): { column: number; row: number } {
  return { column: layout.cells.column + Math.floor(index / layout.rows), row: index % layout.rows };
}

/** The eight bytes that the cells carry, and their checksum. */
export function overlayBytes(counter: number, clockSeconds: number): Uint8Array {
  const bytes = new Uint8Array(9);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, counter);
  view.setUint32(4, clockSeconds);
  bytes[8] = checksum(bytes);
  return bytes;
}

/** CRC-8 (polynomial 0x07, start 0xA5, so that an all-dark strip does not pass) over the first eight bytes. */
export function checksum(bytes: Uint8Array): number {
  let crc = 0xa5;
  for (const byte of bytes.subarray(0, 8)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ ((crc & 0x80) !== 0 ? 0x07 : 0)) & 0xff;
  }
  return crc;
}
