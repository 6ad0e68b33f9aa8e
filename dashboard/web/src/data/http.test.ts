import { describe, expect, it } from 'vitest';
import { errorOf, RequestError } from './http.ts';

const body = (code: string, details: Readonly<Record<string, string | number>>) =>
  JSON.stringify({ code, message: 'Hãy đợi.', details });

describe('the sentence of a refused request', () => {
  it('follows the language of the screen, with what the server filled in', () => {
    const error = errorOf(429, body('KHUE_TOO_MANY_ATTEMPTS', { seconds: 30 }));
    const [vietnamese, english] = [error.sentence('vi'), error.sentence('en')];
    expect(vietnamese).toMatch(/giây/u);
    expect(english).toMatch(/second/u);
    for (const sentence of [vietnamese, english]) expect(sentence).toMatch(/30/u);
  });

  it('is the one that the server said where this page does not know the code', () => {
    expect(errorOf(418, body('KHUE_OF_TOMORROW', {})).sentence('en')).toBe('Hãy đợi.');
    expect(errorOf(418, body('toString', {})).sentence('en')).toBe('Hãy đợi.');
  });

  it('is kept where the answer is none of ours', () => {
    expect(errorOf(502, '<html>')).toBeInstanceOf(RequestError);
    expect(errorOf(502, '<html>')).toMatchObject({ code: 'badAnswer', status: 502 });
  });
});
