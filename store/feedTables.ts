import type { ColumnType, Generated } from 'kysely';
import type { Moment } from './columnTypes.ts';

/** Tables of the feed to the city; meaning of the columns in their migration. */
export interface FeedTables {
  feed_key: {
    id: Generated<string>;
    account_id: string;
    label: string;
    key_sha256: Buffer;
    made_at: Moment;
    expires_at: Moment;
    last_used_at: ColumnType<Date | null, undefined, Date>;
    revoked_at: ColumnType<Date | null, undefined, Date>;
  };
  feed_head: {
    feed_id: string;
    number: string;
    expired: string;
    retention_days: number;
    looked_at: Date | null;
    open_data: boolean;
  };
  feed_object: {
    collection: string;
    object_id: string;
    school_id: string;
    version: number;
    first_number: string;
    number: string;
    record: unknown;
  };
  feed_change: {
    number: string;
    at: Moment;
    collection: string;
    object_id: string;
    school_id: string;
    event: string;
    version: number;
    record: unknown;
  };
  feed_client: {
    account_id: string;
    mqtt: boolean;
    mqtt_number: string;
    mqtt_scope: string | null;
    read_number: string | null;
    read_at: Date | null;
  };
}
