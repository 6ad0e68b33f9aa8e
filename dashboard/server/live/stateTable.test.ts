import { describe, expect, it } from 'vitest';
import type { Camera } from '@khue/domain/camera';
import { type CameraState, type CameraStatus, stateToByte } from '@khue/domain/cameraStatus';
import { buildInventory } from './inventory.ts';
import { StateTable } from './stateTable.ts';

function id(kind: string, number: number): string {
  return `00000000-0000-4000-8000-${kind}${String(number).padStart(11, '0')}`;
}

function camera(number: number, school = 1, name = `Camera ${number}`): Camera {
  return {
    id: id('c', number),
    code: `C${number}`,
    schoolId: id('5', school),
    name,
    zone: 'yard',
    bearing: null,
    synthetic: false,
  };
}

function status(number: number, state: CameraState, observedAt: string): CameraStatus {
  return {
    cameraId: id('c', number),
    state,
    reason: 'answers',
    observedAt,
    since: observedAt,
    changed: true,
    latencyMs: null,
    codec: null,
    width: null,
    height: null,
    clockOffsetMs: null,
  };
}

const noon = '2026-09-07T05:00:00.000Z';
const later = '2026-09-07T05:01:00.000Z';

function tableOf(...cameras: Camera[]): StateTable {
  const table = new StateTable();
  table.replaceInventory(buildInventory(cameras, []));
  return table;
}

describe('inventory of the live feed', () => {
  it('puts cameras into the same order and version whichever order they come in', () => {
    const one = buildInventory([camera(1), camera(2), camera(3, 0)], []);
    const other = buildInventory([camera(3, 0), camera(2), camera(1)], []);
    expect(other.cameraIds).toEqual(one.cameraIds);
    expect(other.version).toBe(one.version);
    expect(one.cameraIds[0]).toBe(id('c', 3));
  });

  it('changes its version with the cameras, not with their names', () => {
    const before = buildInventory([camera(1), camera(2)], []);
    expect(buildInventory([camera(1, 1, 'Cổng chính'), camera(2)], []).version).toBe(before.version);
    expect(buildInventory([camera(1)], []).version).not.toBe(before.version);
    expect(buildInventory([camera(1), camera(2, 2)], []).version).not.toBe(before.version);
  });

  it('counts cameras per school', () => {
    const { cameraCounts } = buildInventory([camera(1), camera(2), camera(3, 2)], []);
    expect(cameraCounts.get(id('5', 1))).toBe(2);
    expect(cameraCounts.get(id('5', 2))).toBe(1);
  });
});

describe('table of states', () => {
  it('begins with every camera unknown', () => {
    expect([...tableOf(camera(1), camera(2)).bytes()]).toEqual([stateToByte('unknown'), stateToByte('unknown')]);
  });

  it('hands out a change once, and only the last of several', () => {
    const table = tableOf(camera(1), camera(2));
    table.apply(status(2, 'offline', noon));
    table.apply(status(2, 'online', later));
    expect(table.takeChanges()).toEqual([{ position: 1, state: 'online' }]);
    expect(table.takeChanges()).toEqual([]);
  });

  it('says nothing of a heartbeat that changes nothing', () => {
    const table = tableOf(camera(1));
    table.apply(status(1, 'online', noon));
    table.takeChanges();
    table.apply(status(1, 'online', later));
    expect(table.takeChanges()).toEqual([]);
  });

  it('does not let an older message overwrite a newer one', () => {
    const table = tableOf(camera(1));
    table.apply(status(1, 'offline', later));
    table.apply(status(1, 'online', noon));
    expect(table.bytes()[0]).toBe(stateToByte('offline'));
  });

  it('keeps the states of cameras that stay when the inventory changes', () => {
    const table = tableOf(camera(1), camera(2));
    table.apply(status(2, 'offline', noon));
    table.replaceInventory(buildInventory([camera(2), camera(3)], []));
    expect([...table.bytes()]).toEqual([stateToByte('offline'), stateToByte('unknown')]);
  });

  it('keeps changes nobody has taken yet when only names changed', () => {
    const table = tableOf(camera(1));
    table.apply(status(1, 'offline', noon));
    table.replaceInventory(buildInventory([camera(1, 1, 'Sân sau')], []));
    expect(table.takeChanges()).toHaveLength(1);
  });

  it('remembers what it heard of a camera before the inventory knew it', () => {
    const table = tableOf(camera(1));
    table.apply(status(7, 'degraded', noon));
    table.replaceInventory(buildInventory([camera(1), camera(7)], []));
    expect(table.bytes()[1]).toBe(stateToByte('degraded'));
  });

  it('makes a camera unknown that has not been heard of since a moment', () => {
    const table = tableOf(camera(1), camera(2));
    table.apply(status(1, 'online', noon));
    table.apply(status(2, 'online', later));
    table.takeChanges();
    table.forgetBefore(Date.parse(later));
    expect(table.takeChanges()).toEqual([{ position: 0, state: 'unknown' }]);
  });

  it('hands out bytes that stay as they were', () => {
    const table = tableOf(camera(1));
    const before = table.bytes();
    table.apply(status(1, 'online', noon));
    expect(before[0]).toBe(stateToByte('unknown'));
    expect(table.bytes()[0]).toBe(stateToByte('online'));
  });
});
