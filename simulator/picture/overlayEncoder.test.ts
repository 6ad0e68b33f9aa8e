import { describe, expect, it } from 'vitest';
import { drawable } from './glyphs.ts';
import { OverlayEncoder } from './overlayEncoder.ts';
import { clockText } from './overlayUnits.ts';
import { mainShape, subShape } from './streamSyntax.ts';

const overlay = { clockMs: Date.UTC(2026, 10, 24, 1, 5, 9), counter: 41, label: 'MP-THPT-01 C02' };

describe('OverlayEncoder', () => {
  it.each([
    ['sub', subShape],
    ['main', mainShape],
  ])('gives the same delta slice of %s whatever was encoded before', (_name, stream) => {
    const used = new OverlayEncoder(stream);
    const fresh = new OverlayEncoder(stream);
    for (let n = 0; n < 24; n++) {
      used.encode(
        { clockMs: n * 977, counter: n * 7919, label: `X${n}` },
        { idr: n % 2 === 0, frameNum: n, idrParity: 0 },
      );
    }
    const start = { idr: false, frameNum: 5, idrParity: 0 };
    expect(used.encode(overlay, start)).toEqual(fresh.encode(overlay, start));
  });

  it('starts at the first macroblock of the strip', () => {
    const unit = new OverlayEncoder(subShape).encode(overlay, { idr: true, frameNum: 0, idrParity: 0 });
    expect(unit[0]).toBe(0x65);
    expect(((unit[1] ?? 0) << 11) | ((unit[2] ?? 0) << 3) | ((unit[3] ?? 0) >> 5)).toBe(subShape.stripRow * 40 + 1);
  });

  it('stays small', () => {
    const encoder = new OverlayEncoder(subShape);
    encoder.encode(overlay, { idr: true, frameNum: 0, idrParity: 0 });
    expect(encoder.encode(overlay, { idr: false, frameNum: 1, idrParity: 0 }).length).toBeLessThan(2000);
  });
});

describe('the text on the strip', () => {
  it('shows the time of Vietnam', () => {
    expect(clockText(overlay.clockMs)).toBe('24/11/2026 08:05:09');
    expect(clockText(Date.UTC(2026, 11, 31, 17, 0, 0))).toBe('01/01/2027 00:00:00');
  });

  it('draws Vietnamese labels as plain capitals', () => {
    expect(drawable('Cổng trước Đ-1')).toBe('CONG TRUOC D-1');
    expect(drawable('sân @2')).toBe('SAN ?2');
  });
});
