import { randomUUID } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { fillTwoWards, type TwoWards } from './twoWards.ts';
import { firstDay, sampleCamera } from './sampleCity.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from './testDashboard.ts';

/** A client of the feed with a key. */
export interface FeedCaller {
  readonly accountId: string;
  readonly keyId: string;
  readonly key: string;
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
}

/** Two wards, each with a school and a camera at the street; the first one has a camera in the yard as well. */
export interface FeedCity extends TwoWards {
  readonly ground: Ground;
  readonly dashboard: TestDashboard;
  readonly yardId: string;
  /** A client that may read below one unit, or (null) of all the city. */
  caller(scopeId: string | null): Promise<FeedCaller>;
  close(): Promise<void>;
}

const yearMs = 365 * 24 * 3_600_000;

export async function openFeedCity(): Promise<FeedCity> {
  const ground = await openGround();
  const { store } = ground;
  const wards = await fillTwoWards(ground);
  await store.cameras.upsert([{ ...sampleCamera(9, 1), zone: 'yard' }], firstDay);
  const yardId = (await store.cameras.list()).find(({ zone }) => zone === 'yard')?.id ?? '';
  const dashboard = await openTestDashboard(ground);
  await dashboard.parts.feed.look();
  return {
    ...wards,
    ground,
    dashboard,
    yardId,
    async caller(scopeId) {
      const { accountId } = await wards.holder('city_client', scopeId);
      const wish = { accountId, label: `khoá ${randomUUID()}`, expiresAt: new Date(Date.now() + yearMs) };
      const { id, key } = await store.feed.addKey(wish, new Date(), () => []);
      return {
        accountId,
        keyId: id,
        key,
        get: (url, headers = {}) =>
          dashboard.app.inject({ url, headers: { authorization: `Bearer ${key}`, ...headers } }),
      };
    },
    async close() {
      await dashboard.parts.feed.stop();
      await dashboard.close();
      await ground.close();
    },
  };
}
