import { z } from 'zod';
import { grantListSchema } from '@khue/domain/administration';
import type { Grant } from '@khue/domain/access';
import {
  purposeListSchema,
  schoolDetailSchema,
  schoolListSchema,
  sessionSchema,
  ticketAnswerSchema,
} from '@khue/domain/api';
import type { House } from './house.ts';

/** Somebody who asks the house over HTTP, as a page does, with a session of his own. */
export interface Caller {
  readonly accountId: string;
  readonly cookie: string;
  readonly ask: <T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ) => Promise<T>;
}

const nothing = z.unknown();

/** Signs in to a house. */
export async function callHouse({ url, account }: House): Promise<Caller> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: account.name, password: account.password }),
  });
  const { accountId } = sessionSchema.parse(await answer.json());
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    accountId,
    cookie,
    async ask(method, path, schema, body) {
      const reply = await fetch(`${url}${path}`, {
        method,
        headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
      return schema.parse(text === '' ? null : JSON.parse(text));
    },
  };
}

/** The grant by which this account looks through cameras. */
export async function lookingGrant({ accountId, ask }: Caller): Promise<Grant> {
  const { grants } = await ask('GET', `/api/grants?accountId=${accountId}`, grantListSchema);
  const found = grants.find(({ grant, state }) => grant.role === 'shift_lead' && state === 'in_force');
  if (found === undefined) throw new Error('nobody looks through cameras here');
  return found.grant;
}

export async function withdraw({ ask }: Caller, { id }: Grant): Promise<void> {
  await ask('DELETE', `/api/grants/${id}`, nothing);
}

export async function giveAgain({ ask }: Caller, { accountId, role, scopeId, relation, zones }: Grant): Promise<void> {
  await ask('POST', '/api/grants', nothing, { accountId, role, scopeId, relation, zones, validTo: null });
}

/** A camera whose zone is open. */
export async function someCamera({ ask }: Caller): Promise<string> {
  const { schools } = await ask('GET', '/api/schools', schoolListSchema);
  const school = schools.find(({ cameraCount }) => cameraCount > 0);
  const { cameras } = await ask('GET', `/api/schools/${school?.id ?? ''}`, schoolDetailSchema);
  const camera = cameras.find(({ zone }) => zone !== 'classroom');
  if (camera === undefined) throw new Error('this house has no camera to look through');
  return camera.id;
}

export async function ticketFor({ ask }: Caller, cameraId: string): Promise<string> {
  const { purposes } = await ask('GET', '/api/tickets/purposes', purposeListSchema);
  const purposeId = purposes.find(({ needsNote }) => !needsNote)?.id;
  return (await ask('POST', '/api/tickets', ticketAnswerSchema, { cameraId, profile: 'sub', purposeId })).ticket;
}
