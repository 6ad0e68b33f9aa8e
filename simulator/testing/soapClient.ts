import { createHash, randomBytes } from 'node:crypto';
import { authorise } from './digestClient.ts';

interface Account {
  readonly username: string;
  readonly password: string;
}

export interface SoapReply {
  readonly status: number;
  readonly body: string;
  readonly challenges: readonly string[];
}

/** Sends the body in an envelope, without an account. */
export async function soap(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  security = '',
): Promise<SoapReply> {
  const text = `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>${security}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
  const reply = await fetch(url, { method: 'POST', body: text, headers });
  const challenges = (reply.headers.get('www-authenticate') ?? '')
    .split(/, (?=Digest )/u)
    .filter((part) => part !== '');
  return { status: reply.status, body: await reply.text(), challenges };
}

/** Asks for a challenge and answers it. */
export async function soapWithDigest(url: string, body: string, account: Account): Promise<SoapReply> {
  const refused = await soap(url, body);
  const authorization = authorise(refused.challenges, 'POST', new URL(url).pathname, account);
  return soap(url, body, { Authorization: authorization });
}

/** With a WS-UsernameToken made at `createdMs`. */
export function soapWithToken(url: string, body: string, account: Account, createdMs: number): Promise<SoapReply> {
  const nonce = randomBytes(16);
  const created = new Date(createdMs).toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(account.password).digest('base64');
  const wss = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
  const name = account.username.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const token = `<w:Security xmlns:w="${wss}-wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>${name}</w:Username><w:Password Type="${wss}-username-token-profile-1.0#PasswordDigest">${digest}</w:Password><w:Nonce>${nonce.toString('base64')}</w:Nonce><u:Created xmlns:u="${wss}-wssecurity-utility-1.0.xsd">${created}</u:Created></w:UsernameToken></w:Security>`;
  return soap(url, body, {}, token);
}

/** Text of every element of this local name. */
export function texts(xml: string, name: string): string[] {
  return Array.from(
    xml.matchAll(new RegExp(`<(?:[\\w-]+:)?${name}(?: [^>]*)?>([^<]*)<`, 'gu')),
    ([, text = '']) => text,
  );
}
