/** A stream of numbers in [0, 1), the same for the same key. */
export type Random = () => number;

/** FNV-1a, 32 bit. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32: small, fast, good enough for a make-believe city; never for secrets of the real world. */
export function randomFor(key: string): Random {
  let state = hash32(key);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole number from 0 up to, not including, `below`. */
export function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** One of the list, which must not be empty. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[whole(random, items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

/** `length` characters of the alphabet. */
export function textOf(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[whole(random, alphabet.length)] ?? '').join('');
}
