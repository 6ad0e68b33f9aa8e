import { Client } from 'pg';
import type { AccountKind } from '../access.ts';

/** Adds an account without password or right; gives its id. */
export async function addSampleAccount(
  databaseUrl: string,
  name: string,
  kind: AccountKind = 'person',
): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      'INSERT INTO account (name, display_name, kind) VALUES ($1, $1, $2) RETURNING id',
      [name, kind],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('no account was added');
    return row.id;
  } finally {
    await client.end();
  }
}
