import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { VersionCounts } from '../store.ts';

/** What is needed to write versions of one kind of thing in bulk. Names come from code, never from input. */
export interface VersionedTable {
  /** Identity table, e.g. `school`. */
  readonly identity: string;
  /** Version table, e.g. `school_version`. */
  readonly versions: string;
  /** Column of the version table that points at the identity. */
  readonly key: string;
  /** Columns of a version beside key and times, `code` first, with their SQL types. */
  readonly columns: readonly (readonly [name: string, type: string])[];
}

const batchRows = 5_000;

/** Codes of what was new, and of what had another version before. */
export interface WrittenVersions {
  readonly added: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
}

/** Counts of one write; `alsoChanged`: codes whose versions stayed, but not what belongs to them. */
export function countVersions(total: number, written: WrittenVersions, alsoChanged: Iterable<string>): VersionCounts {
  const changed = [...new Set([...written.changed, ...alsoChanged])].filter((code) => !written.added.has(code)).length;
  return { added: written.added.size, changed, unchanged: total - written.added.size - changed };
}

/**
 * Writes versions, matched by code: a new code opens an identity, a changed row closes its version at `at` and opens
 * the next, an equal row is left alone. A version that was opened at `at` itself is corrected in place. Rows: one array of values per row, in the order of `columns`; codes are unique within a call.
 */
export async function writeVersions(
  transaction: Transaction<Database>,
  table: VersionedTable,
  rows: readonly (readonly unknown[])[],
  at: Date,
): Promise<WrittenVersions> {
  const added = new Set<string>();
  const changed = new Set<string>();
  await lockVersions(transaction, table);
  for (let start = 0; start < rows.length; start += batchRows) {
    for (const { code, is_new } of await writeBatch(transaction, table, rows.slice(start, start + batchRows), at)) {
      (is_new ? added : changed).add(code);
    }
  }
  return { added, changed };
}

/** One writer at a time: two imports of the same file must not both find a code new. */
async function lockVersions(transaction: Transaction<Database>, table: VersionedTable): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`khue-${table.versions}`}))`.execute(transaction);
}

/**
 * Ends at `at` what is open, synthetic, not among the codes to keep, and meets the condition on the version `v`; gives
 * the identities. A version that began at `at` or later lasts a microsecond, so that it is still told of.
 */
export async function closeSyntheticVersions(
  transaction: Transaction<Database>,
  table: VersionedTable,
  keepCodes: readonly string[],
  at: Date,
  condition: RawBuilder<boolean>,
): Promise<string[]> {
  await lockVersions(transaction, table);
  const { rows } = await sql<{ id: string }>`UPDATE ${sql.table(table.versions)} AS v
    SET valid_to = greatest(${at}::timestamptz, v.valid_from + interval '1 microsecond')
    WHERE v.valid_to = 'infinity' AND v.synthetic AND v.code <> ALL(${[...keepCodes]}::text[]) AND ${condition}
    RETURNING v.${sql.ref(table.key)} AS id`.execute(transaction);
  return rows.map(({ id }) => id);
}

async function writeBatch(
  db: Kysely<Database>,
  table: VersionedTable,
  rows: readonly (readonly unknown[])[],
  at: Date,
): Promise<{ code: string; is_new: boolean }[]> {
  const versions = sql.table(table.versions);
  const key = sql.ref(table.key);
  const names = sql.join(table.columns.map(([name]) => sql.ref(name)));
  const incoming = incomingRows(table, rows);
  const mine = sql.join(table.columns.map(([name]) => sql.ref(`v.${name}`)));
  const theirs = sql.join(table.columns.map(([name]) => sql.ref(`i.${name}`)));

  await sql`DROP TABLE IF EXISTS pg_temp.incoming`.execute(db);
  await sql`CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
    SELECT i.*, v.${key} AS known, v.valid_from AS known_from, coalesce(v.${key}, gen_random_uuid()) AS target
    FROM (${incoming}) AS i
    LEFT JOIN ${versions} AS v ON v.code = i.code AND v.valid_to = 'infinity'
    WHERE v.${key} IS NULL OR (${mine}) IS DISTINCT FROM (${theirs})`.execute(db);
  await sql`INSERT INTO ${sql.table(table.identity)} (id) SELECT target FROM incoming WHERE known IS NULL`.execute(db);
  await sql`DELETE FROM ${versions} AS v USING incoming AS i
    WHERE v.${key} = i.known AND v.valid_to = 'infinity' AND v.valid_from >= ${at}`.execute(db);
  await sql`UPDATE ${versions} AS v SET valid_to = ${at} FROM incoming AS i
    WHERE v.${key} = i.known AND v.valid_to = 'infinity'`.execute(db);
  await sql`INSERT INTO ${versions} (${key}, valid_from, ${names})
    SELECT target, greatest(${at}::timestamptz, CASE WHEN known_from > ${at} THEN known_from END), ${names} FROM incoming`.execute(
    db,
  );
  const written = await sql<{ code: string; is_new: boolean }>`
    SELECT code, known IS NULL AS is_new FROM incoming`.execute(db);
  return written.rows;
}

/** Rows as a relation. Arrays travel as JSON, since UNNEST flattens them. */
function incomingRows(table: VersionedTable, rows: readonly (readonly unknown[])[]): ReturnType<typeof sql> {
  const arrays = table.columns.map(([, type], i) => {
    const values = rows.map((row) => (type.endsWith('[]') ? JSON.stringify(row[i]) : row[i]));
    return sql`${values}::${sql.raw(type.endsWith('[]') ? 'text' : type)}[]`;
  });
  const names = table.columns.map(([name]) => sql.ref(name));
  const picked = table.columns.map(([name, type]) =>
    type.endsWith('[]')
      ? sql`ARRAY(SELECT jsonb_array_elements_text(${sql.ref(`u.${name}`)}::jsonb)) AS ${sql.ref(name)}`
      : sql.ref(`u.${name}`),
  );
  return sql`SELECT ${sql.join(picked)} FROM unnest(${sql.join(arrays)}) AS u(${sql.join(names)})`;
}

/** Condition that a version is true at a moment (now where none is given). */
export function validAt(versions: string, asOf: Date | undefined): ReturnType<typeof sql<boolean>> {
  if (asOf === undefined) return sql<boolean>`${sql.ref(`${versions}.valid_to`)} = 'infinity'`;
  return sql<boolean>`${sql.ref(`${versions}.valid_from`)} <= ${asOf} AND ${sql.ref(`${versions}.valid_to`)} > ${asOf}`;
}
