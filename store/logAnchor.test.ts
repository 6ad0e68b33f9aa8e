import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AnchorKey, changeAnchorKey, isSigned, oldKeySignsMs, readAnchorKey, trustedKeys } from './logAnchor.ts';

const changedAt = Date.parse('2026-11-26T00:00:00.000Z');
const dayMs = 24 * 3_600_000;

const made = (): AnchorKey => readAnchorKey(randomBytes(32).toString('base64'));
const change = (before: AnchorKey, after: AnchorKey, at: number) => changeAnchorKey(before, after, new Date(at));

function anchorOf(key: AnchorKey, madeAt: number) {
  const day = new Date(madeAt).toISOString();
  return key.sign({ day: day.slice(0, 10), number: 7, hash: 'ab'.repeat(32), madeAt: day });
}

describe('the key before a planned change', () => {
  const [first, second, third] = [made(), made(), made()];
  const changes = [change(first, second, changedAt), change(second, third, changedAt + 30 * dayMs)];

  it.each([
    ['the last', third],
    ['the second', second],
  ])('counts for what it signed before, with %s key at hand', (_which, atHand) => {
    const keys = trustedKeys([atHand.publicPem], changes);
    expect(isSigned(anchorOf(first, changedAt - dayMs), keys)).toBe(true);
    expect(isSigned(anchorOf(first, changedAt + oldKeySignsMs), keys)).toBe(true);
  });

  it('signs nothing more once the new one has had time to take its place', () => {
    const keys = trustedKeys([third.publicPem], changes);
    expect(isSigned(anchorOf(first, changedAt + oldKeySignsMs + 1), keys)).toBe(false);
    expect(isSigned(anchorOf(second, changedAt + 30 * dayMs + oldKeySignsMs + 1), keys)).toBe(false);
  });

  it('leads to no other key, whenever it says that it was changed for it', () => {
    const evil = made();
    const forks = [-400, -1, 0, 1, 400].map((days) => change(first, evil, changedAt + days * dayMs));
    const keys = trustedKeys([third.publicPem], [...forks, ...changes]);
    expect(isSigned(anchorOf(evil, changedAt), keys)).toBeNull();
  });

  it('vouches for no key before it that would outlast it', () => {
    const evil = made();
    const before = [-1, 400].map((days) => change(evil, first, changedAt + days * dayMs));
    const keys = trustedKeys([third.publicPem], [...before, ...changes]);
    expect(isSigned(anchorOf(evil, changedAt + oldKeySignsMs + 1), keys)).toBe(false);
  });

  it('is led away from by itself where it is the one at hand, up to the key in force', () => {
    const keys = trustedKeys([first.publicPem], changes);
    expect(isSigned(anchorOf(second, changedAt + dayMs), keys)).toBe(true);
    expect(isSigned(anchorOf(second, changedAt + 30 * dayMs + oldKeySignsMs + 1), keys)).toBe(false);
    expect(isSigned(anchorOf(third, changedAt + 400 * dayMs), keys)).toBe(true);
  });
});
