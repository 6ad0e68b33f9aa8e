import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { KnownBrowserRepository } from '../signIn.ts';
import { newToken, tokenDigest } from './sessions.ts';

/** Of an account; the one known longest makes room. */
const browsersPerAccount = 20;

export function createKnownBrowserRepository(db: Kysely<Database>): KnownBrowserRepository {
  return {
    async knownBrowser(token, accountName) {
      const { rows } = await sql<{ id: string }>`SELECT encode(token_sha256, 'hex') AS id FROM known_browser
        JOIN account ON account.id = known_browser.account_id
        WHERE token_sha256 = ${tokenDigest(token)} AND account.name = ${accountName}`.execute(db);
      return rows[0]?.id ?? null;
    },
    async rememberBrowser(token, accountId, at) {
      // A token that this house never gave is not taken on: whoever planted it would know it.
      const given = token === null ? null : tokenDigest(token);
      const isOurs =
        given !== null &&
        (await db.selectFrom('known_browser').select('account_id').where('token_sha256', '=', given).execute()).length >
          0;
      const kept = token === null || !isOurs ? newToken() : token;
      await sql`INSERT INTO known_browser (token_sha256, account_id, known_since)
        VALUES (${tokenDigest(kept)}, ${accountId}, ${at}) ON CONFLICT DO NOTHING`.execute(db);
      await sql`DELETE FROM known_browser WHERE account_id = ${accountId} AND token_sha256 NOT IN (
        SELECT token_sha256 FROM known_browser WHERE account_id = ${accountId}
        ORDER BY known_since DESC LIMIT ${browsersPerAccount})`.execute(db);
      return kept;
    },
  };
}
