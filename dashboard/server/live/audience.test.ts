import { array, assert, constantFrom, integer, property, record, shuffledSubarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Camera } from '@khue/domain/camera';
import { stateFromByte } from '@khue/domain/cameraStatus';
import { Audience, changesWithin } from './audience.ts';
import { buildInventory } from './inventory.ts';
import { StateTable } from './stateTable.ts';

function id(kind: string, number: number): string {
  return `00000000-0000-4000-8000-${kind}${String(number).padStart(11, '0')}`;
}

/** Schools 0 to 5, school n with n cameras. */
const cameras: Camera[] = [0, 1, 2, 3, 4, 5].flatMap((school) =>
  Array.from({ length: school }, (_, n) => ({
    id: id('c', school * 10 + n),
    code: `C${school}-${n}`,
    schoolId: id('5', school),
    name: 'Camera',
    zone: 'yard' as const,
    bearing: null,
    synthetic: false,
  })),
);
const schoolIds = [0, 1, 2, 3, 4, 5].map((n) => id('5', n));
const inventory = buildInventory(cameras, []);

function tableOf(): StateTable {
  const table = new StateTable();
  table.replaceInventory(inventory);
  return table;
}

describe('audience of the live feed', () => {
  it('sees all of the city as it is, without a copy', () => {
    const table = tableOf();
    const all = new Audience(null);
    expect(all.slice(inventory)).toEqual({ version: inventory.version, stretches: null });
    expect(all.bytes(table)).toBe(table.bytes());
    const changes = [{ position: 3, state: 'online' as const }];
    expect(changesWithin(all.slice(inventory), changes)).toBe(changes);
  });

  it('has the version that an inventory of its cameras alone would have', () => {
    const seen = new Set([id('5', 2), id('5', 4)]);
    const alone = buildInventory(
      cameras.filter(({ schoolId }) => seen.has(schoolId)),
      [],
    );
    const audience = new Audience(seen);
    expect(audience.slice(inventory).version).toBe(alone.version);
    expect(audience.index(inventory)).toEqual({ cameraIds: alone.cameraIds, schoolIds: alone.schoolIds });
  });

  it('sees nothing where it has no school, or one without cameras', () => {
    for (const schools of [[], [id('5', 0)], [id('5', 99)]]) {
      const audience = new Audience(new Set(schools));
      expect(audience.bytes(tableOf())).toHaveLength(0);
      expect(audience.index(inventory).cameraIds).toEqual([]);
    }
  });

  it('is told of every state and change of its own cameras and of no other, at its own positions', () => {
    const positions = integer({ min: 0, max: cameras.length - 1 });
    const change = record({ position: positions, state: constantFrom('online' as const, 'offline' as const) });
    assert(
      property(shuffledSubarray(schoolIds), array(change, { maxLength: 20 }), (seen, wanted) => {
        const audience = new Audience(new Set(seen));
        const table = tableOf();
        for (const { position, state } of wanted) {
          table.apply({
            cameraId: inventory.cameraIds[position] ?? '',
            state,
            reason: 'answers',
            observedAt: '2026-09-07T05:00:00.000Z',
            since: '2026-09-07T05:00:00.000Z',
            changed: true,
            latencyMs: null,
            codec: null,
            width: null,
            height: null,
            clockOffsetMs: null,
          });
        }
        const changes = table.takeChanges().sort((a, b) => a.position - b.position);
        const index = audience.index(inventory).cameraIds;
        const told = changesWithin(audience.slice(inventory), changes).map(({ position, state }) => [
          index[position],
          state,
        ]);
        const own = changes.filter(({ position }) => seen.includes(inventory.schoolIds[position] ?? ''));
        expect(told).toEqual(own.map(({ position, state }) => [inventory.cameraIds[position], state]));
        const bytes = [...audience.bytes(table)];
        const all = table.bytes();
        expect(bytes).toEqual(index.map((cameraId) => all[inventory.positions.get(cameraId) ?? -1]));
        expect(bytes.every((byte) => stateFromByte(byte) !== undefined)).toBe(true);
      }),
    );
  });

  it('makes its part anew when the inventory is another, and its states when they change', () => {
    const table = tableOf();
    const audience = new Audience(new Set([id('5', 2)]));
    const before = audience.bytes(table);
    expect(audience.bytes(table)).toBe(before);
    expect(audience.slice(inventory)).toBe(audience.slice(inventory));
    const next = buildInventory(
      cameras.filter(({ code }) => code !== 'C2-0'),
      [],
    );
    table.replaceInventory(next);
    expect(audience.bytes(table)).toHaveLength(1);
    expect(audience.slice(next).version).not.toBe(audience.slice(inventory).version);
  });
});
