import { describe, expect, it } from 'vitest';
import { PictureFile, PictureFileError } from './pictureFile.ts';

const timescale = 90_000;

function u32(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setUint32(index * 4, value));
  return new Uint8Array(view.buffer);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = join(...parts);
  return join(u32(8 + body.length), new TextEncoder().encode(type), body);
}

/** The head of a file that is to play ten seconds. */
const head = join(
  box('ftyp', u32(0)),
  box('moov', box('mvhd', u32(0, 0, 0, timescale, 0)), box('mvex', box('mehd', u32(0, 10 * timescale)))),
);

/** A picture of a second, at a second. */
function picture(second: number): Uint8Array {
  const time = box('tfdt', u32(0x01000000, 0, second * timescale));
  const run = box('trun', u32(0x701, 1, 100, timescale, 4, 0));
  return join(box('moof', box('mfhd', u32(0, 1)), box('traf', time, run)), box('mdat', u32(7)));
}

function saidSeconds(file: Uint8Array | null): number {
  const text = String.fromCharCode(...(file ?? []));
  return new DataView((file ?? new Uint8Array()).slice(text.indexOf('mehd') + 8).buffer).getUint32(0) / timescale;
}

describe('file of pictures', () => {
  it('tells how much it plays, however it is cut into chunks', () => {
    const whole = join(head, picture(0), picture(1), picture(2));
    for (const size of [1, 7, 100, whole.length]) {
      const file = new PictureFile();
      for (let at = 0; at < whole.length; at += size) file.push(whole.subarray(at, at + size));
      expect([file.seconds, file.withinLastPicture]).toEqual([3, 2.5]);
      expect(file.finish()?.length).toBe(whole.length);
    }
  });

  it('that breaks off ends with its last whole picture, and says so', () => {
    const file = new PictureFile();
    file.push(head);
    file.push(picture(0));
    file.push(picture(1));
    file.push(picture(2).subarray(0, -1));
    const made = file.finish();
    expect(made).toEqual(join(head.slice(0, -4), u32(2 * timescale), picture(0), picture(1)));
    expect(saidSeconds(made)).toBe(2);
  });

  it('is none before its first picture is whole', () => {
    const file = new PictureFile();
    file.push(join(head, picture(0).subarray(0, 30)));
    expect([file.finish(), file.seconds]).toEqual([null, 0]);
  });

  it('is refused where it is something else', () => {
    expect(() => new PictureFile().push(new Uint8Array(16))).toThrow(PictureFileError);
    expect(() => new PictureFile().push(join(head, box('moof', u32(1))))).toThrow(PictureFileError);
  });

  it('is refused where it is larger than a clip can be', () => {
    const file = new PictureFile();
    const half = new Uint8Array(128 * 1_048_576);
    new DataView(half.buffer).setUint32(0, 0xffffffff);
    file.push(half);
    expect(() => file.push(new Uint8Array(half.length + 1))).toThrow(PictureFileError);
  });
});
