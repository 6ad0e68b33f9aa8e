import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketAnswerSchema } from '@khue/domain/api';
import { ticketLifetimeMs, verifyTicket } from '@khue/domain/ticket';
import { fillSampleCity } from '../testing/sampleCity.ts';
import {
  type Ground,
  openGround,
  openTestDashboard,
  testConfig,
  type TestDashboard,
} from '../testing/testDashboard.ts';

const nowMs = Date.UTC(2026, 8, 7, 5);
let ground: Ground;
let dashboard: TestDashboard;
let cameraId: string;

beforeAll(async () => {
  ground = await openGround({ now: () => nowMs });
  cameraId = (await fillSampleCity(ground.store)).get('MP-TH-01/C01') ?? '';
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

function askTicket(payload: Record<string, unknown>) {
  return dashboard.ask({ method: 'POST', url: '/api/tickets', payload });
}

describe('ticket', () => {
  it('is signed and bound to camera, stream, zone, purpose, account and session', async () => {
    const answer = await askTicket({ cameraId, profile: 'sub', purpose: '  trực ban\n ca sáng ' });
    expect(answer.statusCode).toBe(201);
    const { ticket, expiresAt } = ticketAnswerSchema.parse(answer.json());
    expect(expiresAt).toBe(new Date(nowMs + ticketLifetimeMs).toISOString());
    expect(verifyTicket(ticket, testConfig.ticketKey, nowMs)).toMatchObject({
      claims: { cameraId, profile: 'sub', zone: 'gate_street', purpose: 'trực ban ca sáng' },
    });
    expect(verifyTicket(ticket, testConfig.ticketKey, nowMs + ticketLifetimeMs)).toEqual({ refusal: 'expired' });
    expect(verifyTicket(ticket, new Uint8Array(32), nowMs)).toEqual({ refusal: 'forged' });
  });

  it('is another one every time', async () => {
    const body = { cameraId, profile: 'main', purpose: 'kiểm tra' };
    expect((await askTicket(body)).json().ticket).not.toBe((await askTicket(body)).json().ticket);
  });

  it('is not given for a camera there is none of', async () => {
    const answer = await askTicket({ cameraId: randomUUID(), profile: 'main', purpose: 'kiểm tra' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'KHUE_NOT_FOUND', details: {} });
  });

  it('is not given without a purpose', async () => {
    for (const purpose of ['', '   ', undefined]) {
      const answer = await askTicket({ cameraId, profile: 'main', purpose });
      expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID', details: { fields: 'purpose' } });
    }
  });

  it('never stands in the log', async () => {
    const { ticket } = (await askTicket({ cameraId, profile: 'main', purpose: 'kiểm tra' })).json();
    expect(ground.logText()).not.toContain(ticket);
  });
});
