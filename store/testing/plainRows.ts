import { Client } from 'pg';
import type { LogEntry } from '@khue/domain/log';

/** The columns and indexes of the log, written by plain INSERTs: without chain, and nobody waits for another. */
export interface PlainRows {
  /** One row by one of the connections. */
  write(connection: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes the table beside the log; what is measured against the log is written into it. */
export async function openPlainRows(ownerUrl: string, connections: number, entry: LogEntry): Promise<PlainRows> {
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: ownerUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]?.query('CREATE TABLE plain_row (LIKE log_row INCLUDING INDEXES); CREATE SEQUENCE plain_number');
  const { actorName, action, object, result, address, sessionId, details } = entry;
  const values = [actorName, action, object?.kind, object?.id, object?.name, result, address, sessionId];
  const insert = `INSERT INTO plain_row
    VALUES (nextval('plain_number'), now(), NULL, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
  const parameters = [...values, JSON.stringify(details), Buffer.alloc(32)];
  return {
    async write(connection) {
      await clients[connection]?.query(insert, parameters);
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
