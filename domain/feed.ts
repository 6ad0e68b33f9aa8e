/**
 * Records of the feed to the city: one schema for OGC API – Features, the change feed, MQTT and open data. No address and
 * no account of a camera, no person. Fields of the envelope are those of the sector's exchange protocol.
 */
import { z } from 'zod';
import { alarmKindSchema, alarmSeveritySchema } from './alarm.ts';
import { cameraStateSchema } from './cameraStatus.ts';
import { educationLevelSchema, ownershipSchema } from './school.ts';

/** Things whose changes are told. Wards do not change by themselves: they stand among the collections alone. */
export const feedCollectionSchema = z.enum(['schools', 'camera-points', 'alarms']);
export type FeedCollection = z.infer<typeof feedCollectionSchema>;

const longitude = z.number().min(-180).max(180).nullable();
const latitude = z.number().min(-90).max(90).nullable();

export const schoolRecordSchema = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  levels: z.array(educationLevelSchema),
  /** Code of the commune it lies in. */
  wardCode: z.string().nullable(),
  /** null: not recorded; so are records of before it was told. */
  ownership: ownershipSchema.nullable().default(null),
  /** WGS 84 degrees; null where the source has no position. */
  lon: longitude,
  lat: latitude,
  /** Made by the simulator: MÔ PHỎNG. */
  synthetic: z.boolean(),
  /** Since when the school has been as it is told here. */
  validFrom: z.iso.datetime(),
});
export type SchoolRecord = z.infer<typeof schoolRecordSchema>;

/** A camera at a gate, looking at the street: the only ones that are told of. Its position is that of its school. */
export const cameraPointRecordSchema = z.object({
  id: z.uuid(),
  code: z.string(),
  schoolId: z.uuid(),
  zone: z.literal('gate_street'),
  /** Compass bearing of the view, degrees clockwise from north. */
  bearing: z.number().min(0).lt(360).nullable(),
  lon: longitude,
  lat: latitude,
  state: cameraStateSchema,
  /** Since when it has been in this state; null: it was never asked. */
  since: z.iso.datetime().nullable(),
  synthetic: z.boolean(),
});
export type CameraPointRecord = z.infer<typeof cameraPointRecordSchema>;

export const alarmRecordSchema = z.object({
  id: z.uuid(),
  kind: alarmKindSchema,
  severity: alarmSeveritySchema,
  schoolId: z.uuid(),
  /** Only where the camera looks at the street; null otherwise, and where the school as a whole is meant. */
  cameraId: z.uuid().nullable(),
  condition: z.enum(['active', 'returned']),
  acknowledged: z.boolean(),
  raisedAt: z.iso.datetime(),
  conditionSince: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  synthetic: z.boolean(),
});
export type AlarmRecord = z.infer<typeof alarmRecordSchema>;

export const wardRecordSchema = z.object({
  code: z.string(),
  name: z.string(),
  /** With its kind in front: `Phường Bến Thành`. */
  fullName: z.string(),
  /** `approximate`: a cell around the label point, no border. */
  boundary: z.enum(['outline', 'approximate']),
});
export type WardRecord = z.infer<typeof wardRecordSchema>;

export const feedEventSchema = z.enum(['NEW', 'UPDATE', 'CANCEL']);
export type FeedEvent = z.infer<typeof feedEventSchema>;

const envelope = {
  /** Where to go on after this change; opaque. */
  cursor: z.string(),
  /** Unique key of the record here: collection and id. */
  IdBanGhi: z.string(),
  /** CANCEL: the record is not current any more; a later version may bring it back. */
  SuKien: feedEventSchema,
  /** 1, 2, 3 … of each record: whoever has accepted a version ignores those up to it. */
  PhienBan: z.int().positive(),
  /** When the change was written down: `YYYY-MM-DDTHH:mm:ss`, UTC+7. Never decides an order. */
  ThoiGianCapNhat: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/u),
};

/** One change, the same over HTTP and MQTT. The record is null with CANCEL. */
export const feedChangeSchema = z.discriminatedUnion('collection', [
  z.object({ ...envelope, collection: z.literal('schools'), record: schoolRecordSchema.nullable() }),
  z.object({ ...envelope, collection: z.literal('camera-points'), record: cameraPointRecordSchema.nullable() }),
  z.object({ ...envelope, collection: z.literal('alarms'), record: alarmRecordSchema.nullable() }),
]);
export type FeedChange = z.infer<typeof feedChangeSchema>;

/** Where all that is true now is read from the beginning. */
export const snapshotPath = '/feed/snapshot';

/**
 * On MQTT what 410 is over HTTP: changes alone would leave a gap, as the scope has won or lost schools, or what changed is
 * not kept any more. The copy is replaced by the snapshot, which also gives the cursor; changes go on behind it.
 */
export const feedRestartSchema = z.object({
  SuKien: z.literal('RESTART'),
  ThoiGianCapNhat: envelope.ThoiGianCapNhat,
  snapshot: z.literal(snapshotPath),
});

/** What a client hears on MQTT. */
export const feedMessageSchema = z.union([feedChangeSchema, feedRestartSchema]);
export type FeedMessage = z.infer<typeof feedMessageSchema>;

/** Changes that one answer holds at most. */
export const feedPageLimit = 1_000;
/** Seconds that a question may wait for a change. */
export const feedWaitLimitS = 30;

export const feedChangesSchema = z.object({
  changes: z.array(feedChangeSchema),
  /** What to ask with next, whether there was a change or not. */
  cursor: z.string(),
  /** More is there already. */
  more: z.boolean(),
});
export type FeedChanges = z.infer<typeof feedChangesSchema>;

/** A page of what is true now; after the last one the changes go on at `cursor`. */
export const feedSnapshotSchema = z.object({
  changes: z.array(feedChangeSchema),
  cursor: z.string(),
  /** For the following page; null: this was the last one. */
  next: z.string().nullable(),
});

/** Days that a key may last at most, and lasts where nothing is said. */
export const feedKeyDays = { longest: 730, usual: 365 } as const;
/** Keys of one client that are good at once. */
export const feedKeyLimit = 10;

export const newFeedKeySchema = z.object({
  /** What it is for, in a few words. */
  label: z.string().min(1).max(80),
  days: z.int().min(1).max(feedKeyDays.longest).default(feedKeyDays.usual),
});
export type NewFeedKey = z.infer<typeof newFeedKeySchema>;

/** A key as it is listed: never its text. */
export const feedKeyStateSchema = z.object({
  id: z.uuid(),
  label: z.string(),
  madeAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type FeedKeyState = z.infer<typeof feedKeyStateSchema>;

/** Shown once. */
export const feedKeyOnceSchema = z.object({ id: z.uuid(), key: z.string() });
export type FeedKeyOnce = z.infer<typeof feedKeyOnceSchema>;

/** A client of the feed as its keeper sees it. */
export const feedClientStateSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  displayName: z.string(),
  disabled: z.boolean(),
  /** Names of what it may read; `null`: all of the city; empty: nothing, no grant holds. */
  scopes: z.array(z.string().nullable()),
  keys: z.array(feedKeyStateSchema),
  /** The same changes are published for it on MQTT. */
  mqtt: z.boolean(),
  /** MQTT topic that it may hear. */
  topic: z.string(),
  /** Changes it has not asked for yet, and when it asked last; null: it never did. */
  behind: z.int().nonnegative().nullable(),
  readAt: z.iso.datetime().nullable(),
});
export type FeedClientState = z.infer<typeof feedClientStateSchema>;

export const feedStateSchema = z.object({
  clients: z.array(feedClientStateSchema),
  /** Number of the newest change, of the oldest that is kept, and when the last look for changes was. */
  newest: z.int(),
  oldest: z.int(),
  lookedAt: z.iso.datetime().nullable(),
  /** Days that changes are kept. */
  retentionDays: z.int(),
  /** Open data are published to everybody. */
  openData: z.boolean(),
});
export type FeedState = z.infer<typeof feedStateSchema>;

export const feedClientChangeSchema = z.object({ mqtt: z.boolean() });
export const openDataSwitchSchema = z.object({ openData: z.boolean() });
