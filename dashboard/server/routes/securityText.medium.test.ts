import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { defaultHardening } from '../hardening/hardeningConfig.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});

afterAll(() => ground.close());

async function dashboard(securityText: (typeof defaultHardening)['securityText']): Promise<TestDashboard> {
  const opened = await openTestDashboard(ground, {
    publicOrigin: 'https://khue.example',
    hardening: { ...defaultHardening, securityText },
  });
  onTestFinished(() => opened.close());
  return opened;
}

describe('security.txt', () => {
  it('says whom to tell and until when, to everybody', async () => {
    const contacts = ['mailto:an-ninh@khue.example', 'https://khue.example/bao'];
    const { app } = await dashboard({ contacts, expiresAt: '2027-01-01T00:00:00.000Z' });
    const answer = await app.inject('/.well-known/security.txt');
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.body.split('\n')).toEqual([
      'Contact: mailto:an-ninh@khue.example',
      'Contact: https://khue.example/bao',
      'Expires: 2027-01-01T00:00:00.000Z',
      'Preferred-Languages: vi, en',
      'Canonical: https://khue.example/.well-known/security.txt',
      '',
    ]);
  });

  it('is not there where the installation names nobody', async () => {
    const { app } = await dashboard(null);
    expect((await app.inject('/.well-known/security.txt')).statusCode).toBe(404);
  });
});
