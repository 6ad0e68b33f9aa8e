import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';

/** Features on a page where the client does not say, and at most (OGC 17-069r4, 7.15.2: more is asked for, this is given). */
export const pageSizes = { usual: 100, most: 1_000 } as const;

/** A box in WGS 84 degrees. `west` > `east`: it spans the antimeridian. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** A span of time, milliseconds since the epoch, both ends included; infinite where it is open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const wholeNumber = z.string().regex(/^\d{1,9}$/u);

const boxSchema = z
  .string()
  .transform((text) => text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))))
  .refine((numbers) => (numbers.length === 4 || numbers.length === 6) && numbers.every(Number.isFinite))
  .transform((numbers): Box => {
    // Six numbers have heights in the third and sixth place, which nothing here has.
    const [west = 0, south = 0, east = 0, north = 0] =
      numbers.length === 4 ? numbers : numbers.filter((_number, i) => i !== 2 && i !== 5);
    return { west, south, east, north };
  })
  .refine(({ south, north }) => south <= north && south >= -90 && north <= 90)
  .refine(({ west, east }) => Math.abs(west) <= 180 && Math.abs(east) <= 180);

const instantSchema = z.iso.datetime({ offset: true });

function endOf(text: string, open: number): number {
  return text === '' || text === '..' ? open : Date.parse(instantSchema.parse(text));
}

const spanSchema = z.string().transform((text, context): Span => {
  const ends = text.split('/');
  const [first = '', second] = ends;
  try {
    if (second === undefined) return { from: Date.parse(instantSchema.parse(first)), to: Date.parse(first) };
    const span = { from: endOf(first, Number.NEGATIVE_INFINITY), to: endOf(second, Number.POSITIVE_INFINITY) };
    const isUnbounded = span.from === Number.NEGATIVE_INFINITY && span.to === Number.POSITIVE_INFINITY;
    if (ends.length === 2 && span.from <= span.to && !isUnbounded) return span;
  } catch {
    // Told below, like every other span that is none.
  }
  context.addIssue({ code: 'custom', message: 'no instant and no interval' });
  return z.NEVER;
});

export const itemsQuerySchema = z.strictObject({
  limit: wholeNumber
    .transform(Number)
    .refine((limit) => limit >= 1)
    .transform((limit) => Math.min(limit, pageSizes.most))
    .optional(),
  offset: wholeNumber.transform(Number).optional(),
  bbox: boxSchema.optional(),
  datetime: spanSchema.optional(),
});
export type ItemsQuery = z.infer<typeof itemsQuerySchema>;

/** For what takes no parameter. */
export const nothingSchema = z.strictObject({});

/** What a request asks, or KHUE_INPUT_INVALID naming the parameters that are wrong or unknown (7.15.8: status 400). */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? 'query')],
  );
  throw new KhueError('KHUE_INPUT_INVALID', { fields: [...new Set(fields)].join(', ').slice(0, 200) });
}
