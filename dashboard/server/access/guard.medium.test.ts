import { randomUUID } from 'node:crypto';
import type { HTTPMethods } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';

const publicRoutes = [
  'GET /.well-known/security.txt',
  'GET /api/sign-in',
  'GET /api/sign-in/identity',
  'GET /api/sign-in/identity/callback',
  'GET /healthz',
  'GET /opendata/catalog.jsonld',
  'GET /opendata/counts.csv',
  'GET /opendata/schools.csv',
  'HEAD /.well-known/security.txt',
  'HEAD /api/sign-in',
  'HEAD /api/sign-in/identity',
  'HEAD /api/sign-in/identity/callback',
  'HEAD /healthz',
  'HEAD /opendata/catalog.jsonld',
  'HEAD /opendata/counts.csv',
  'HEAD /opendata/schools.csv',
  'POST /api/session',
  'POST /api/wall-pairings',
  'POST /api/wall-pairings/claim',
];
const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

let ground: Ground;
let dashboard: TestDashboard;

beforeAll(async () => {
  ground = await openGround();
  dashboard = await openTestDashboard(ground);
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

function requestOf(route: string): { method: HTTPMethods; url: string } {
  const [name = '', pattern = ''] = route.split(' ');
  const method = methods.find((known) => known === name);
  if (method === undefined) throw new Error(`no test for ${route}`);
  return { method, url: pattern.replace(':id', randomUUID()) };
}

async function answersWithoutSession(headers: Record<string, string> = {}): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  for (const route of dashboard.routes.list()) {
    const answer = await dashboard.app.inject({ ...requestOf(route), headers });
    answers.set(route, answer.statusCode);
  }
  return answers;
}

function opened(answers: ReadonlyMap<string, number>): string[] {
  return [...answers].filter(([, status]) => status !== 401).map(([route]) => route);
}

describe('guard', () => {
  it('closes every route to those without a session, but for the ones declared public', async () => {
    const answers = await answersWithoutSession();
    expect(answers.size).toBeGreaterThan(20);
    expect(opened(answers).sort()).toEqual(publicRoutes);
  });

  it('takes neither an invented nor an empty session', async () => {
    for (const cookie of ['khue_session=invented', 'khue_session=', 'khue_session', 'other=1']) {
      expect(opened(await answersWithoutSession({ cookie })).sort()).toEqual(publicRoutes);
    }
  });

  it('refuses changes that a page of another site asks for, session or not', async () => {
    const changing = dashboard.routes.list().filter((route) => !/^(GET|HEAD) /u.test(route));
    expect(changing.length).toBeGreaterThan(3);
    for (const route of changing) {
      const headers = { origin: 'https://elsewhere.example' };
      const answer = await dashboard.ask({ ...requestOf(route), headers });
      expect({ route, status: answer.statusCode, code: answer.json().code }).toEqual({
        route,
        status: 403,
        code: 'KHUE_ORIGIN_REFUSED',
      });
    }
  });
});
