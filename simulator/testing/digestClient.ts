import { digestResponse } from '../digest.ts';

/** `Authorization` for the first of the challenges, as a client with this account sends it. */
export function authorise(
  challenges: readonly string[],
  method: string,
  uri: string,
  account: { readonly username: string; readonly password: string },
): string {
  const [challenge = ''] = challenges;
  const value = (name: string) => new RegExp(`${name}="?([^",]+)`, 'u').exec(challenge)?.[1] ?? '';
  const algorithm = value('algorithm') === 'SHA-256' ? 'SHA-256' : 'MD5';
  const qop = value('qop') === 'auth' ? { nc: '00000001', cnonce: 'c2ltdWxhdG9y' } : null;
  const { username, password } = account;
  const unsigned = { username, realm: value('realm'), nonce: value('nonce'), uri, algorithm, qop } as const;
  const response = digestResponse(unsigned, method, password);
  const quotedName = username.replaceAll(/["\\]/gu, '\\$&');
  const parts = [
    `username="${quotedName}"`,
    `realm="${unsigned.realm}"`,
    `nonce="${unsigned.nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(qop === null ? [] : ['qop=auth', `nc=${qop.nc}`, `cnonce="${qop.cnonce}"`]),
  ];
  return `Digest ${parts.join(', ')}`;
}
