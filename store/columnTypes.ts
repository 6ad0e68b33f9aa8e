import type { ColumnType } from 'kysely';

/** Moments come back as Date; `infinity` comes back as the number Infinity. */
export type Moment = ColumnType<Date, Date, Date>;
export type Until = ColumnType<Date | number, Date | 'infinity' | undefined, Date | 'infinity'>;
