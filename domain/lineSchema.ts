import { z } from 'zod';
import { cleanText } from './text.ts';

/** What a person writes into a field: composed, one line, between two lengths. */
export function lineSchema(least: number, most: number) {
  return z
    .string()
    .max(most * 4)
    .transform(cleanText)
    .pipe(z.string().min(least).max(most));
}
