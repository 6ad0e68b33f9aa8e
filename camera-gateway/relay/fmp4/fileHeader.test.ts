import { describe, expect, it } from 'vitest';
import { boxAt, readBoxes } from '../testing/boxReader.ts';
import { box, fullBox, u32 } from './boxes.ts';
import { fileHeader, setDuration } from './fileHeader.ts';

/** As `initSegment` makes it: `mvex` with one `trex` comes last. */
const init = Buffer.concat([
  box('ftyp', Buffer.from('isom')),
  box('moov', fullBox('mvhd', 0, 0, u32(0)), box('mvex', fullBox('trex', 0, 0, u32(1, 1, 0, 0, 0)))),
]);
const origin = { title: 'mehd · Cổng trường', comment: 'Trực ban · mehd 07/BB · truc.ban', date: '2026-11-26' };

function saidOf(header: Buffer): string {
  return boxAt(boxAt(header, 'moov/udta/meta').subarray(4), 'ilst').toString('utf8');
}

describe('the head of a file of pictures', () => {
  it('says anew how long the file is, whatever words people wrote into it', () => {
    const header = fileHeader(init, 0, origin);
    const said = saidOf(header);
    setDuration(header, 90_000);
    expect(boxAt(header, 'moov/mvex/mehd').readUInt32BE(4)).toBe(90_000);
    expect(saidOf(header)).toBe(said);
    expect(said).toContain(origin.comment);
    expect(readBoxes(boxAt(header, 'moov')).map(({ type }) => type)).toEqual(['mvhd', 'udta', 'mvex']);
  });
});
