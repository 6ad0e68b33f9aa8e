import { expect, it } from 'vitest';
import { checkHash } from './checkHash.ts';

/** Of `Khuê` as UTF-8, by sha256sum. */
const sha256 = 'e80f08fedbdc70ff8b1eeae5bfcb095cd1415185db35cc7ba2776cbd0fb6b54e';

it('the hash of a text is computed anew', async () => {
  expect(await checkHash({ body: 'Khuê', sha256 })).toBe('matches');
  expect(await checkHash({ body: 'Khue', sha256 })).toBe('differs');
});
