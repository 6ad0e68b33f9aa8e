import { type RawBuilder, sql } from 'kysely';

/** Rows whose `column` is one of the schools that somebody may see; null: all schools. */
export function ofSchools(
  schools: Iterable<string> | null,
  column: RawBuilder<unknown> = sql`school_id`,
): RawBuilder<boolean> {
  return schools === null ? sql<boolean>`true` : sql<boolean>`${column} = ANY(${[...schools]}::uuid[])`;
}
