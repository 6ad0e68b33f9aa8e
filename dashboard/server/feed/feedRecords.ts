import {
  alarmRecordSchema,
  type CameraPointRecord,
  cameraPointRecordSchema,
  type FeedCollection,
  type SchoolRecord,
  schoolRecordSchema,
} from '@khue/domain/feed';
import type { FeedHead, FeedObject, FeedRepository } from '@khue/store/feed';

/** Objects read from the store at once. */
const portion = 5_000;

/** A thing that is current, checked against its schema. */
export interface CurrentRecord<Value> {
  readonly id: string;
  readonly schoolId: string;
  readonly version: number;
  readonly value: Value;
}

function byId<Value>(known: ReadonlyMap<string, CurrentRecord<Value>>): readonly CurrentRecord<Value>[] {
  return [...known.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * What is true by the feed, in memory, so that a page of features asks no database. Bounded by the registry: one entry a
 * school and one a street camera.
 */
export class FeedRecords {
  readonly #store: { readonly feed: Pick<FeedRepository, 'head' | 'objectsAfter'> };
  readonly #schools = new Map<string, CurrentRecord<SchoolRecord>>();
  readonly #cameraPoints = new Map<string, CurrentRecord<CameraPointRecord>>();
  #number = 0;
  #head: FeedHead | null = null;
  #reading: Promise<void> | null = null;
  schools: readonly CurrentRecord<SchoolRecord>[] = [];
  cameraPoints: readonly CurrentRecord<CameraPointRecord>[] = [];

  constructor(store: { readonly feed: Pick<FeedRepository, 'head' | 'objectsAfter'> }) {
    this.#store = store;
  }

  /** As of when the records are; null: never read. */
  get head(): FeedHead | null {
    return this.#head;
  }

  /** Reads what changed up to a head, or to the store's own. */
  async read(head?: FeedHead): Promise<void> {
    this.#reading ??= this.#readOn(head).finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  async #readOn(given: FeedHead | undefined): Promise<void> {
    const head = given ?? (await this.#store.feed.head());
    if (this.#head !== null && this.#head.feedId !== head.feedId) this.#forget();
    const touched = new Set<FeedCollection>();
    while (this.#number < head.number) {
      const objects = await this.#store.feed.objectsAfter(this.#number, portion);
      for (const object of objects) {
        this.#take(object);
        touched.add(object.collection);
      }
      this.#number = objects.length < portion ? head.number : (objects.at(-1)?.number ?? head.number);
    }
    if (touched.has('schools')) this.schools = byId(this.#schools);
    if (touched.has('camera-points')) this.cameraPoints = byId(this.#cameraPoints);
    this.#head = head;
  }

  #forget(): void {
    this.#number = 0;
    this.#schools.clear();
    this.#cameraPoints.clear();
    this.schools = [];
    this.cameraPoints = [];
  }

  #take({ collection, objectId: id, schoolId, version, record }: FeedObject): void {
    switch (collection) {
      case 'schools':
        if (record === null) this.#schools.delete(id);
        else this.#schools.set(id, { id, schoolId, version, value: schoolRecordSchema.parse(record) });
        return;
      case 'camera-points':
        if (record === null) this.#cameraPoints.delete(id);
        else this.#cameraPoints.set(id, { id, schoolId, version, value: cameraPointRecordSchema.parse(record) });
        return;
      case 'alarms':
        // No collection of features: looked at, so that a fault is seen here and not by a client.
        if (record !== null) alarmRecordSchema.parse(record);
        return;
      default:
        collection satisfies never;
    }
  }
}
