import { type Kysely, sql, type Transaction } from 'kysely';
import { feedCollectionSchema, feedEventSchema } from '@khue/domain/feed';
import type { Database } from '../database.ts';
import type { FeedHead, FeedObject, FeedRepository, StoredChange } from '../feed.ts';
import { createFeedKeyRepository, lockClient } from './feedKeys.ts';
import { ofSchools } from './ofSchools.ts';
import { tellDifferences } from './feedLook.ts';
import { appendRows } from './logRows.ts';
import { accountOf } from './passwords.ts';

interface HeadRow {
  readonly feed_id: string;
  readonly number: string;
  readonly expired: string;
  readonly retention_days: number;
  readonly looked_at: Date | null;
  readonly open_data: boolean;
}

function headFrom(row: HeadRow | undefined): FeedHead {
  if (row === undefined) throw new Error('the feed has lost its head (table feed_head)');
  return {
    feedId: row.feed_id,
    number: Number(row.number),
    expired: Number(row.expired),
    retentionDays: row.retention_days,
    lookedAt: row.looked_at,
    openData: row.open_data,
  };
}

async function headOf(db: Kysely<Database>): Promise<FeedHead> {
  return headFrom(await db.selectFrom('feed_head').selectAll().executeTakeFirst());
}

/** Whether nobody else holds it. */
async function lockHead(transaction: Transaction<Database>): Promise<boolean> {
  const row = await transaction.selectFrom('feed_head').select('number').forUpdate().skipLocked().executeTakeFirst();
  return row !== undefined;
}

interface ObjectRow {
  readonly collection: string;
  readonly object_id: string;
  readonly school_id: string;
  readonly version: number;
  readonly first_number: string;
  readonly number: string;
  readonly record: unknown;
}

function objectOf(row: ObjectRow): FeedObject {
  return {
    number: Number(row.number),
    firstNumber: Number(row.first_number),
    collection: feedCollectionSchema.parse(row.collection),
    objectId: row.object_id,
    schoolId: row.school_id,
    version: row.version,
    record: row.record,
  };
}

type Reading = Pick<FeedRepository, 'changes' | 'objectsAfter' | 'objects' | 'schoolsKnownAt'>;

function createReading(db: Kysely<Database>): Reading {
  return {
    async changes({ after, upTo, limit, schools }) {
      const rows = await db
        .selectFrom('feed_change')
        .selectAll()
        .where('number', '>', String(after))
        .where('number', '<=', String(upTo))
        .where(ofSchools(schools))
        .orderBy('number')
        .limit(limit)
        .execute();
      return rows.map(
        (row): StoredChange => ({
          number: Number(row.number),
          at: row.at,
          collection: feedCollectionSchema.parse(row.collection),
          objectId: row.object_id,
          schoolId: row.school_id,
          event: feedEventSchema.parse(row.event),
          version: row.version,
          record: row.record,
        }),
      );
    },
    async objectsAfter(number, limit) {
      const query = db.selectFrom('feed_object').selectAll().where('number', '>', String(number));
      return (await query.orderBy('number').limit(limit).execute()).map(objectOf);
    },
    async objects({ after, limit, schools }) {
      const { rows } = await sql<ObjectRow>`SELECT * FROM feed_object
        WHERE (collection, object_id) > (${after.collection}, ${after.objectId}) AND record IS NOT NULL AND ${ofSchools(schools)}
        ORDER BY collection, object_id LIMIT ${limit}`.execute(db);
      return rows.map(objectOf);
    },
    async schoolsKnownAt(number, schools) {
      const rows = await db
        .selectFrom('feed_object')
        .select('object_id')
        .where('collection', '=', 'schools')
        .where('first_number', '<=', String(number))
        .where(ofSchools(schools))
        .orderBy('object_id')
        .execute();
      return rows.map((row) => row.object_id);
    },
  };
}

type Clients = Pick<FeedRepository, 'clients' | 'markRead' | 'markPublished' | 'setMqtt' | 'setOpenData'>;

function createClients(db: Kysely<Database>): Clients {
  return {
    async clients() {
      const rows = await db
        .selectFrom('account')
        .leftJoin('feed_client', 'feed_client.account_id', 'account.id')
        .select(['account.id', 'name', 'display_name', 'kind', 'disabled_at'])
        .select(['mqtt', 'mqtt_number', 'mqtt_scope', 'read_number', 'read_at'])
        .where('kind', '=', 'client')
        .orderBy('name')
        .execute();
      return rows.map((row) => ({
        account: accountOf(row),
        disabled: row.disabled_at !== null,
        mqtt: row.mqtt ?? false,
        mqttNumber: Number(row.mqtt_number ?? 0),
        mqttScope: row.mqtt_scope,
        readNumber: row.read_number === null ? null : Number(row.read_number),
        readAt: row.read_at,
      }));
    },
    async markRead(accountId, number, at) {
      await sql`INSERT INTO feed_client (account_id, read_number, read_at) VALUES (${accountId}, ${number}, ${at})
        ON CONFLICT (account_id) DO UPDATE SET read_number = excluded.read_number, read_at = excluded.read_at`.execute(
        db,
      );
    },
    async markPublished(accountId, { number, scope }) {
      await sql`UPDATE feed_client SET mqtt_number = ${number}, mqtt_scope = ${scope}
        WHERE account_id = ${accountId} AND mqtt_number <= ${number}`.execute(db);
    },
    async setMqtt(accountId, mqtt, told) {
      await db.transaction().execute(async (transaction) => {
        const account = await lockClient(transaction, accountId);
        await sql`INSERT INTO feed_client (account_id, mqtt, mqtt_number)
          SELECT ${accountId}::uuid, ${mqtt}, number FROM feed_head
          ON CONFLICT (account_id) DO UPDATE SET mqtt = excluded.mqtt,
            mqtt_number = CASE WHEN feed_client.mqtt THEN feed_client.mqtt_number ELSE excluded.mqtt_number END,
            mqtt_scope = CASE WHEN feed_client.mqtt THEN feed_client.mqtt_scope END`.execute(transaction);
        await appendRows(transaction, told(account));
      });
    },
    async setOpenData(openData, told) {
      await db.transaction().execute(async (transaction) => {
        await transaction.updateTable('feed_head').set({ open_data: openData }).execute();
        await appendRows(transaction, told());
      });
    },
  };
}

export function createFeedRepository(db: Kysely<Database>): FeedRepository {
  return {
    ...createFeedKeyRepository(db),
    ...createReading(db),
    ...createClients(db),
    head: () => headOf(db),
    async look(at, staleAfterMs) {
      return db.transaction().execute(async (transaction) => {
        if (await lockHead(transaction)) await tellDifferences(transaction, at, staleAfterMs);
        return headOf(transaction);
      });
    },
    async expire(at) {
      await sql`SELECT expire_feed_changes(${at})`.execute(db);
    },
  };
}
