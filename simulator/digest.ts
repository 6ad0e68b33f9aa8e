import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Hash algorithms of HTTP Digest that cameras use (RFC 7616). */
export type DigestAlgorithm = 'MD5' | 'SHA-256';

/** What the client says in `Authorization: Digest …`. */
export interface DigestAnswer {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop: { readonly nc: string; readonly cnonce: string } | null;
}

const maxHeaderLength = 4096;
const parameter = /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/giu;

/** Reads the header; null for another scheme or an incomplete answer. */
export function parseDigestAnswer(header: string): DigestAnswer | null {
  if (header.length > maxHeaderLength || !/^digest\s/iu.test(header)) return null;
  const values = new Map<string, string>();
  for (const match of header.slice(7).matchAll(parameter)) {
    const [, name = '', quoted, bare = ''] = match;
    values.set(name.toLowerCase(), quoted === undefined ? bare : quoted.replaceAll(/\\(.)/gu, '$1'));
  }
  const [username, realm, nonce, uri, response] = ['username', 'realm', 'nonce', 'uri', 'response'].map((name) =>
    values.get(name),
  );
  const algorithm = (values.get('algorithm') ?? 'MD5').toUpperCase();
  if (username === undefined || realm === undefined || nonce === undefined) return null;
  if (uri === undefined || response === undefined) return null;
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return null;
  const answer = { username, realm, nonce, uri, response: response.toLowerCase(), algorithm } as const;
  const qop = values.get('qop');
  if (qop === undefined) return { ...answer, qop: null };
  const nc = values.get('nc');
  const cnonce = values.get('cnonce');
  if (qop.toLowerCase() !== 'auth' || nc === undefined || cnonce === undefined) return null;
  return { ...answer, qop: { nc, cnonce } };
}

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text, 'utf8')
    .digest('hex');
}

/** The response that the right password gives (RFC 7616 §3.4.1; without qop RFC 2069). */
export function digestResponse(answer: Omit<DigestAnswer, 'response'>, method: string, password: string): string {
  const { algorithm, username, realm, nonce, uri, qop } = answer;
  const secret = hash(algorithm, `${username}:${realm}:${password}`);
  const request = hash(algorithm, `${method}:${uri}`);
  const middle = qop === null ? nonce : `${nonce}:${qop.nc}:${qop.cnonce}:auth`;
  return hash(algorithm, `${secret}:${middle}:${request}`);
}

/** How one camera asks. */
export interface DigestManner {
  readonly realm: string;
  readonly digest: readonly DigestAlgorithm[];
  readonly qop: boolean;
  readonly nonceLifeMs: number;
}

export type DigestVerdict = 'granted' | 'stale' | 'refused';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Gives and judges digest challenges. Nonces carry their own time and seal, so nothing is stored per client. */
export class DigestDesk {
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Values for `WWW-Authenticate`, in the order of the camera's algorithms. */
  challenges(manner: DigestManner, stale: boolean): readonly string[] {
    const at = this.#now().toString(36);
    const nonce = `${at}.${this.#seal(at, manner.realm)}`;
    const extra = `${manner.qop ? ', qop="auth"' : ''}${stale ? ', stale=true' : ''}`;
    return manner.digest.map((algorithm) => {
      const named = algorithm === 'MD5' ? '' : `, algorithm=${algorithm}`;
      return `Digest realm="${manner.realm}", nonce="${nonce}"${named}${extra}`;
    });
  }

  /** `stale`: the password is right, only the nonce is too old. */
  judge(answer: DigestAnswer, manner: DigestManner, account: Account, method: string): DigestVerdict {
    if (answer.realm !== manner.realm || !manner.digest.includes(answer.algorithm)) return 'refused';
    const [at = '', seal = ''] = answer.nonce.split('.');
    if (!equal(seal, this.#seal(at, manner.realm))) return 'refused';
    if (answer.username !== account.username) return 'refused';
    if (!equal(answer.response, digestResponse(answer, method, account.password))) return 'refused';
    const age = this.#now() - Number.parseInt(at, 36);
    return age > manner.nonceLifeMs ? 'stale' : 'granted';
  }

  #seal(at: string, realm: string): string {
    return createHmac('sha256', this.#key).update(`${at}/${realm}`).digest('base64url').slice(0, 22);
  }
}

function equal(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether the header is Basic (RFC 7617) with the right account. */
export function isBasicGood(header: string, { username, password }: Account): boolean {
  const given = /^basic\s+([\w+/=]{1,2048})$/iu.exec(header)?.[1];
  return given !== undefined && equal(Buffer.from(given, 'base64').toString('utf8'), `${username}:${password}`);
}

/** Challenges with Basic before them, where a camera takes it. */
export function withBasic(takesBasic: boolean, realm: string, challenges: readonly string[]): readonly string[] {
  return takesBasic ? [`Basic realm="${realm}"`, ...challenges] : challenges;
}
