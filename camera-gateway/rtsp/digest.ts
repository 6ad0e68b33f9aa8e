import { createHash, randomBytes } from 'node:crypto';
import type { CameraCredentials } from '@khue/domain/camera';

/** A challenge of `WWW-Authenticate` that can be answered (RFC 7616, RFC 7617). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'digest';
      readonly algorithm: DigestAlgorithm;
      /** As the server wrote it, to be echoed; null where it named none (MD5). */
      readonly algorithmName: string | null;
      readonly session: boolean;
      readonly realm: string;
      readonly nonce: string;
      readonly opaque: string | null;
      /** qop=auth offered; otherwise the form of RFC 2069. */
      readonly qopAuth: boolean;
      readonly stale: boolean;
      readonly userHash: boolean;
    };

type DigestAlgorithm = 'md5' | 'sha256' | 'sha512-256';

const algorithms: Readonly<Record<string, DigestAlgorithm>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};
const strength: Readonly<Record<DigestAlgorithm, number>> = { md5: 1, 'sha512-256': 2, sha256: 3 };

/** Splits header values into schemes with their parameters; one value may hold several challenges. */
function splitChallenges(values: readonly string[]): { scheme: string; parameters: Map<string, string> }[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const piece = /[\s,]*(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([^\s,=]+))/uy;
  for (const value of values) {
    piece.lastIndex = 0;
    for (let match = piece.exec(value); match !== null; match = piece.exec(value)) {
      const [, name, quoted, plain, scheme] = match;
      if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
      else if (name !== undefined) {
        challenges.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/gu, '$1') ?? plain ?? '');
      }
    }
  }
  return challenges;
}

function readChallenge(scheme: string, parameters: ReadonlyMap<string, string>): Challenge | null {
  if (scheme === 'basic') return { scheme: 'basic' };
  const nonce = parameters.get('nonce');
  if (scheme !== 'digest' || nonce === undefined) return null;
  const algorithmName = parameters.get('algorithm') ?? null;
  const upper = (algorithmName ?? 'MD5').toUpperCase();
  const algorithm = algorithms[upper.replace(/-SESS$/u, '')];
  const qop = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/u);
  const qopAuth = qop?.includes('auth') ?? false;
  if (algorithm === undefined || (qop !== undefined && !qopAuth)) return null;
  return {
    scheme: 'digest',
    algorithm,
    algorithmName,
    session: upper.endsWith('-SESS'),
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque') ?? null,
    qopAuth,
    stale: parameters.get('stale')?.toLowerCase() === 'true',
    userHash: parameters.get('userhash')?.toLowerCase() === 'true',
  };
}

function preference(challenge: Challenge): number {
  return challenge.scheme === 'basic' ? 0 : strength[challenge.algorithm];
}

/** The strongest challenge that can be answered: SHA-256, SHA-512-256, MD5, Basic last; null where there is none. */
export function chooseChallenge(headerValues: readonly string[]): Challenge | null {
  return splitChallenges(headerValues)
    .map(({ scheme, parameters }) => readChallenge(scheme, parameters))
    .filter((challenge) => challenge !== null)
    .reduce<Challenge | null>(
      (best, next) => (best !== null && preference(best) >= preference(next) ? best : next),
      null,
    );
}

export interface DigestRequest {
  readonly method: string;
  /** The request URI, byte for byte as in the request line. */
  readonly uri: string;
  /** How often this nonce was used, this time included. */
  readonly count: number;
  readonly clientNonce: string;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/gu, '\\$&')}"`;
}

/** The value of `Authorization` for a request. Names and passwords are taken as UTF-8. */
export function authorization(challenge: Challenge, credentials: CameraCredentials, request: DigestRequest): string {
  const { username, password } = credentials;
  if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const { algorithm, algorithmName, realm, nonce, opaque, qopAuth } = challenge;
  const hash = (text: string): string => createHash(algorithm).update(text, 'utf8').digest('hex');
  const count = request.count.toString(16).padStart(8, '0');
  const account = hash(`${username}:${realm}:${password}`);
  const secret = challenge.session ? hash(`${account}:${nonce}:${request.clientNonce}`) : account;
  const target = hash(`${request.method}:${request.uri}`);
  const middle = qopAuth ? `${nonce}:${count}:${request.clientNonce}:auth` : nonce;
  const parts = [
    `username=${quote(challenge.userHash ? hash(`${username}:${realm}`) : username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(request.uri)}`,
    `response="${hash(`${secret}:${middle}:${target}`)}"`,
  ];
  if (algorithmName !== null) parts.push(`algorithm=${algorithmName}`);
  if (qopAuth) parts.push('qop=auth', `nc=${count}`);
  if (qopAuth || challenge.session) parts.push(`cnonce="${request.clientNonce}"`);
  if (opaque !== null) parts.push(`opaque=${quote(opaque)}`);
  if (challenge.userHash) parts.push('userhash=true');
  return `Digest ${parts.join(', ')}`;
}

/**
 * The account of one connection. A password is sent at most once per challenge: after a refusal only a stale nonce, or
 * a new nonce for an account that was accepted before, is answered again, so that no camera locks the account.
 */
export class Authenticator {
  readonly #credentials: CameraCredentials | null;
  #challenge: Challenge | null = null;
  #count = 0;
  #accepted = false;

  constructor(credentials: CameraCredentials | null) {
    this.#credentials = credentials;
  }

  /** Value of `Authorization`, null before the first challenge. */
  header(method: string, uri: string): string | null {
    if (this.#challenge === null || this.#credentials === null) return null;
    this.#count += 1;
    const request = { method, uri, count: this.#count, clientNonce: randomBytes(8).toString('hex') };
    return authorization(this.#challenge, this.#credentials, request);
  }

  /** A request that carried the header was not refused. */
  accepted(): void {
    this.#accepted = true;
  }

  /** Takes the challenge of a 401; true if the request may be sent once more. */
  retryAfter(headerValues: readonly string[], refused: { readonly withHeader: boolean }): boolean {
    const challenge = chooseChallenge(headerValues);
    if (challenge === null || this.#credentials === null) return false;
    if (refused.withHeader && !this.#isFresh(challenge)) return false;
    this.#challenge = challenge;
    this.#count = 0;
    return true;
  }

  #isFresh(challenge: Challenge): boolean {
    const last = this.#challenge;
    if (challenge.scheme === 'basic' || last === null || last.scheme === 'basic') return false;
    return (challenge.stale || this.#accepted) && challenge.nonce !== last.nonce;
  }
}
