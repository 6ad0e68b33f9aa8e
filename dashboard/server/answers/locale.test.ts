import { describe, expect, it } from 'vitest';
import { preferredLocale } from './locale.ts';

describe('language of an answer', () => {
  it.each([
    [undefined, 'vi'],
    ['', 'vi'],
    ['fr-FR, de;q=0.8', 'vi'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['en-GB,en;q=0.9,vi;q=0.8', 'en'],
    ['fr, en;q=0.5, vi;q=0.4', 'en'],
    ['en;q=0, vi;q=0', 'vi'],
    ['en;q=nonsense', 'vi'],
  ])('reads %s as %s', (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });
});
