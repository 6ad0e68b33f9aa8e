import { createHash } from 'node:crypto';
import type { Account } from '../digest.ts';
import type { UsernameToken } from './soapRequest.ts';

/** How far `Created` may be from the camera's own clock. */
const windowMs = 60_000;

/** WS-UsernameToken (OASIS UsernameToken Profile 1.0 §3.1), judged by the camera's own clock, right or wrong. */
export function isTokenGood(token: UsernameToken, account: Account, cameraClockMs: number): boolean {
  if (token.username !== account.username) return false;
  if (!token.digest) return token.password === account.password;
  const created = Date.parse(token.created);
  if (!(Math.abs(created - cameraClockMs) <= windowMs)) return false;
  const digest = createHash('sha1')
    .update(Buffer.from(token.nonce, 'base64'))
    .update(token.created, 'utf8')
    .update(account.password, 'utf8')
    .digest('base64');
  return digest === token.password;
}
