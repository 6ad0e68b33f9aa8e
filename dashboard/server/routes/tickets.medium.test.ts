import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketAnswerSchema } from '@khue/domain/api';
import type { Purpose } from '@khue/domain/privacy';
import { keyIdOf, ticketLifetimeMs, verifyTicket, wallPurpose } from '@khue/domain/ticket';
import { fillTwoWards, type TwoWards } from '../testing/twoWards.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

const nowMs = Date.UTC(2026, 8, 7, 5);
let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;
let purposes: Purpose[];

beforeAll(async () => {
  ground = await openGround({ now: () => nowMs });
  city = await fillTwoWards(ground);
  dashboard = await openTestDashboard(ground);
  purposes = await ground.store.privacy.purposes();
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

function purpose(needsNote: boolean): Purpose {
  const found = purposes.find((one) => one.needsNote === needsNote);
  if (found === undefined) throw new Error('the database begins with purposes of both sorts');
  return found;
}

function askTicket(payload: Record<string, unknown>, headers: Record<string, string> = {}) {
  const body = { cameraId: city.here.cameraId, profile: 'sub', purposeId: purpose(false).id, ...payload };
  return dashboard.ask({ method: 'POST', url: '/api/tickets', payload: body, headers });
}

async function keyOf(ticket: string): Promise<Uint8Array | undefined> {
  const keys = await ground.store.ticketKeys.list(new Date(nowMs));
  return keys.find(({ id }) => id === keyIdOf(ticket))?.key;
}

describe('ticket', () => {
  it('is signed and bound to camera, stream, zone, purpose, right, account and session', async () => {
    const answer = await askTicket({ note: '  ca\n sáng ' });
    expect(answer.statusCode).toBe(201);
    const { ticket, expiresAt } = ticketAnswerSchema.parse(answer.json());
    expect(expiresAt).toBe(new Date(nowMs + ticketLifetimeMs).toISOString());
    const key = await keyOf(ticket);
    expect(verifyTicket(ticket, key, nowMs)).toMatchObject({
      claims: {
        kind: 'live',
        cameraId: city.here.cameraId,
        schoolId: city.here.schoolId,
        profile: 'sub',
        zone: 'gate_street',
        purposeId: purpose(false).id,
        purpose: purpose(false).title.vi,
        note: 'ca sáng',
        accountName: 'truc.ban',
        wall: false,
        issuedAt: nowMs,
      },
    });
    expect(verifyTicket(ticket, key, nowMs + ticketLifetimeMs)).toMatchObject({ refusal: 'expired' });
  });

  it('stands in the log before it is handed out', async () => {
    await askTicket({ purposeId: purpose(true).id, note: 'Công văn 12/CV' });
    const [row] = await ground.store.log.list({ action: 'ticket.issued' }, { limit: 1 });
    expect(row).toMatchObject({
      actorName: 'truc.ban',
      object: { kind: 'camera', id: city.here.cameraId },
      details: { purpose: purpose(true).title.vi, note: 'Công văn 12/CV', zone: 'gate_street' },
    });
  });

  it('is another one every time', async () => {
    expect((await askTicket({})).json().ticket).not.toBe((await askTicket({})).json().ticket);
  });

  it('is not given for a camera there is none of', async () => {
    const answer = await askTicket({ cameraId: randomUUID() });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'KHUE_NOT_FOUND', details: {} });
  });

  it('is not given without a purpose of the list', async () => {
    for (const purposeId of ['', 'trực ban', undefined, randomUUID(), wallPurpose.purposeId]) {
      const answer = await askTicket({ purposeId });
      expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields: 'purposeId' } });
    }
  });

  it('is not given without a note where the purpose asks for one, nor with a personal number in it', async () => {
    const { id: purposeId } = purpose(true);
    for (const note of ['', '   ', undefined]) {
      const answer = await askTicket({ purposeId, note });
      expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields: 'note' } });
    }
    const answer = await askTicket({ purposeId, note: 'em 079 123 456 789' });
    expect(answer.json()).toMatchObject({ code: 'KHUE_PERSONAL_NUMBER' });
  });

  it('never stands in the log of the house', async () => {
    const { ticket } = (await askTicket({})).json();
    expect(ground.logText()).not.toContain(ticket);
  });

  it('to take a clip says how long it becomes, is written down as such and needs a right of its own', async () => {
    const { ticket } = ticketAnswerSchema.parse((await askTicket({ kind: 'export', seconds: 30 })).json());
    const claims = { kind: 'export', seconds: 30, zone: 'gate_street', purpose: purpose(false).title.vi };
    expect(verifyTicket(ticket, await keyOf(ticket), nowMs)).toMatchObject({ claims });
    const [row] = await ground.store.log.list({ action: 'ticket.issued' }, { limit: 1 });
    expect(row?.details).toMatchObject({ kind: 'export', seconds: 30, purpose: purpose(false).title.vi });
    const operator = await city.holder('operator');
    const cookie = await operator.cookie();
    expect((await askTicket({ kind: 'export', seconds: 30 }, { cookie })).statusCode).toBe(403);
    expect((await askTicket({ kind: 'snapshot' }, { cookie })).statusCode).toBe(201);
  });

  it.each([undefined, 4, 61, 7.5, '10'])('to take a clip of %s seconds is not given', async (seconds) => {
    const answer = await askTicket({ kind: 'export', seconds });
    expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields: 'seconds' } });
  });

  it('to take a picture is written down as such and needs a right of its own', async () => {
    const administrator = await askTicket({ kind: 'snapshot' });
    const { ticket } = ticketAnswerSchema.parse(administrator.json());
    expect(verifyTicket(ticket, await keyOf(ticket), nowMs)).toMatchObject({ claims: { kind: 'snapshot' } });
    const [row] = await ground.store.log.list({ action: 'ticket.issued' }, { limit: 1 });
    expect(row).toMatchObject({ object: { id: city.here.cameraId }, details: { kind: 'snapshot' } });
    const viewer = await city.holder('school');
    const cookie = await viewer.cookie();
    expect((await askTicket({ kind: 'snapshot' }, { cookie })).statusCode).toBe(403);
    expect((await askTicket({}, { cookie })).statusCode).toBe(201);
  });

  it('is kept under review for as long as pictures may come by it, each kind for itself', async () => {
    const before = dashboard.parts.openViews.size;
    await askTicket({ cameraId: city.there.cameraId });
    await askTicket({ cameraId: city.there.cameraId });
    await askTicket({ cameraId: city.there.cameraId, kind: 'snapshot' });
    await askTicket({ cameraId: city.there.cameraId, kind: 'export', seconds: 60 });
    expect(dashboard.parts.openViews.size).toBe(before + 3);
  });
});

describe('ticket of a wall display', () => {
  it('names the purpose of walls, whatever it asks for', async () => {
    const wall = await city.holder('wall_display');
    const answer = await askTicket({ purposeId: undefined }, { cookie: await wall.cookie() });
    const { ticket } = ticketAnswerSchema.parse(answer.json());
    expect(verifyTicket(ticket, await keyOf(ticket), nowMs)).toMatchObject({ claims: { ...wallPurpose, wall: true } });
  });

  it('is not given for a zone that may not be put on walls, as if there were no such camera', async () => {
    const wall = await city.holder('wall_display');
    const cookie = await wall.cookie();
    const rules = await ground.store.privacy.zoneRules();
    const gate = rules.find(({ zone }) => zone === 'gate_street');
    if (gate === undefined) throw new Error('every zone has a rule');
    await ground.store.privacy.saveZoneRule({ ...gate, onWalls: false }, () => []);
    expect((await askTicket({}, { cookie })).statusCode).toBe(404);
    expect((await askTicket({})).statusCode).toBe(201);
  });
});

describe('purposes', () => {
  it('are told to those who may look, retired ones left out', async () => {
    const { purposes: told } = (await dashboard.get('/api/tickets/purposes')).json();
    expect(told).toEqual(purposes.filter(({ active }) => active));
  });
});
