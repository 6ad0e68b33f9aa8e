import { Client } from 'pg';
import type { Store } from '../store.ts';
import { type DatabaseServer, openTestStore } from './testDatabase.ts';

const tables =
  `account password_history session second_factor recovery_code sign_in_failure wrong_code wall_pairing role
  access_grant access_epoch zone_rule zone_approval purpose subject_request incident import_run import_reject import_file
  data_key secret_key_check`.split(/\s+/u);

/** A store whose log can be made to refuse every row. */
export interface RefusingLog {
  readonly store: Store;
  /** As long as the work goes on, the log is full. */
  refusing(work: () => Promise<void>): Promise<void>;
  /** Everything that changes are made to, row by row. */
  held(): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens one on a fresh database. */
export async function openRefusingLog(server: DatabaseServer): Promise<RefusingLog> {
  const opened = await openTestStore(server);
  const owner = new Client({ connectionString: opened.ownerUrl });
  await owner.connect();
  await owner.query(`CREATE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the log is full'; END $$`);
  return {
    store: opened.store,
    async refusing(work) {
      await owner.query('CREATE TRIGGER refusing BEFORE INSERT ON log_row EXECUTE FUNCTION refuse_row()');
      try {
        await work();
      } finally {
        await owner.query('DROP TRIGGER refusing ON log_row');
      }
    },
    async held() {
      const all = tables.map((table) => `'${table}', (SELECT json_agg(t ORDER BY t::text) FROM ${table} AS t)`);
      return (await owner.query(`SELECT json_build_object(${all.join(', ')}) AS held`)).rows[0];
    },
    async close() {
      await owner.end();
      await opened.close();
    },
  };
}
