import { createHash } from 'node:crypto';
import type { CameraAddress, CameraCredentials } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import type { ConnectGuard } from '../connectGuard.ts';
import { Authenticator, chooseChallenge } from '../rtsp/digest.ts';
import { type AllowedPorts, resolveCameraUrl } from './cameraUrl.ts';
import { type ExchangeLimits, type HttpReply, postXml } from './httpExchange.ts';
import { AccountRefusedError, OnvifError } from './onvifError.ts';
import { child, decodeReply, faultOf, parseSoapBody, type SoapFault, type XmlNode } from './soapReply.ts';
import {
  contentTypeOf,
  type OperationName,
  operations,
  type SoapArgument,
  soapMessage,
  usernameToken,
} from './soapRequest.ts';

/** A reply as it came. `sha256` is of `body` in UTF-8: of the very bytes, unless the camera used another encoding or a byte order mark. */
export interface Evidence {
  readonly name: string;
  readonly sha256: string;
  readonly body: string;
}

/** Questions to one camera before giving up on it: more is nothing a good camera needs, unless somebody says so. */
const usualMaxCalls = 10;
const maxChallenges = 16;
/** First without account, then with it, then once more for a nonce that has grown old. */
const maxExchangesPerCall = 3;

export const onvifLimits: ExchangeLimits = { deadlineMs: 10_000, connectMs: 2_500, maxReplyBytes: 2_000_000 };

export interface SoapClientOptions {
  readonly address: CameraAddress;
  readonly credentials: CameraCredentials | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly limits?: ExchangeLimits;
  readonly allowedPorts?: AllowedPorts;
  /** Left out: 10. */
  readonly maxCalls?: number;
  /** Where it may connect to; left out: private networks. */
  readonly guard?: ConnectGuard | undefined;
}

export interface SoapCall {
  readonly operation: OperationName;
  /** As the camera named the service; only its path is used. */
  readonly serviceUrl: string;
  readonly args?: readonly SoapArgument[];
  /** What the reply is kept as. */
  readonly evidenceName: string;
}

interface Exchange {
  readonly reply: HttpReply;
  readonly text: string;
  readonly fault: SoapFault | null;
  /** Null where the reply was not SOAP; then `problem` says why. */
  readonly body: XmlNode | null;
  readonly problem: OnvifError | null;
  readonly signed: boolean;
}

/**
 * Questions to one camera, one at a time, for one look at it. The account is sent only after the camera has asked for
 * it: by HTTP digest where it offers that, otherwise as WS-UsernameToken. Refused once, it is not sent again.
 */
export class SoapClient {
  /** The camera's clock minus ours, ms, as far as known; WS-UsernameToken is dated by it. */
  clockOffsetMs: number | null = null;
  readonly evidence: Evidence[] = [];
  /** Values of `WWW-Authenticate` as they came, the first 16. */
  readonly challenges: string[] = [];
  readonly #options: SoapClientOptions;
  readonly #authenticator: Authenticator;
  #manner: 'none' | 'digest' | 'token' = 'none';
  #accepted = false;
  #calls = 0;
  #exchanges = 0;

  constructor(options: SoapClientOptions) {
    this.#options = options;
    this.#authenticator = new Authenticator(options.credentials);
  }

  /** Requests sent so far. */
  get exchanges(): number {
    return this.#exchanges;
  }

  /** Asks and gives the response element. Rejects with an OnvifError. */
  async call(call: SoapCall): Promise<XmlNode> {
    this.#calls += 1;
    if (this.#calls > (this.#options.maxCalls ?? usualMaxCalls))
      throw new OnvifError('bad_reply', 'too many questions');
    const url = resolveCameraUrl(this.#options.address, call.serviceUrl, this.#options.allowedPorts);
    if (url === null) throw new OnvifError('bad_reply', 'an address that cannot be asked');
    const exchange = await this.#converse(call, url);
    this.#keep(call.evidenceName, exchange);
    return responseOf(call.operation, exchange);
  }

  async #converse(call: SoapCall, url: string): Promise<Exchange> {
    for (let count = 1; ; count += 1) {
      const exchange = await this.#exchange(call, url);
      if (!isRefusal(exchange)) {
        this.#accepted ||= exchange.signed;
        if (exchange.signed) this.#authenticator.accepted();
        return exchange;
      }
      if (isPublic(call.operation) || count >= maxExchangesPerCall || !this.#mayAnswer(exchange))
        throw refusalOf(exchange);
    }
  }

  /** Whether the account may be sent, or sent again, to what the camera answered. */
  #mayAnswer({ reply, signed, fault }: Exchange): boolean {
    if (this.#options.credentials === null || saysLocked(fault)) return false;
    if (signed) {
      const renews = this.#manner === 'digest' && this.#accepted;
      return renews && this.#authenticator.retryAfter(reply.challenges, { withHeader: true });
    }
    const answerable = chooseChallenge(reply.challenges)?.scheme === 'digest';
    this.#manner = answerable ? 'digest' : 'token';
    return answerable ? this.#authenticator.retryAfter(reply.challenges, { withHeader: false }) : true;
  }

  async #exchange({ operation, args = [] }: SoapCall, url: string): Promise<Exchange> {
    const { credentials, clock, signal, limits = onvifLimits, guard } = this.#options;
    const { pathname, search } = new URL(url);
    const digest =
      isPublic(operation) || this.#manner !== 'digest' ? null : this.#authenticator.header('POST', pathname + search);
    const token =
      isPublic(operation) || this.#manner !== 'token' || credentials === null
        ? ''
        : usernameToken(credentials, clock.now() + (this.clockOffsetMs ?? 0));
    const headers = {
      'Content-Type': contentTypeOf(operation),
      ...(digest === null ? {} : { Authorization: digest }),
    };
    this.#exchanges += 1;
    const reply = await postXml(url, soapMessage(operation, args, token), headers, limits, signal, guard);
    this.challenges.push(...reply.challenges.slice(0, maxChallenges - this.challenges.length));
    return { reply, ...readSoap(reply), signed: digest !== null || token !== '' };
  }

  #keep(name: string, { text, body }: Exchange): void {
    if (body === null) return;
    const taken = this.evidence.filter((one) => one.name === name || one.name.startsWith(`${name}#`)).length;
    const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
    this.evidence.push({ name: taken === 0 ? name : `${name}#${taken + 1}`, sha256, body: text });
  }
}

/** Never asked with an account: anybody may ask it, and the account may depend on its answer. */
function isPublic(operation: OperationName): boolean {
  return operation === 'device.GetSystemDateAndTime';
}

function readSoap(reply: HttpReply): Pick<Exchange, 'text' | 'body' | 'fault' | 'problem'> {
  const text = decodeReply(reply.body, reply.contentType);
  try {
    const body = parseSoapBody(text);
    return { text, body, fault: faultOf(body), problem: null };
  } catch (error) {
    if (!(error instanceof OnvifError)) throw error;
    return { text, body: null, fault: null, problem: error };
  }
}

const refusalCodes: ReadonlySet<string> = new Set(['NotAuthorized', 'SenderNotAuthorized', 'FailedAuthentication']);

/** Some cameras count down before they lock, under any code and status. */
function saysLocked(fault: SoapFault | null): boolean {
  return (
    fault !== null && /\d+ (?:more )?attempt|attempts? (?:left|remaining)|\b(?:is|been) locked\b/iu.test(fault.reason)
  );
}

function isRefusal({ reply, fault, signed }: Exchange): boolean {
  if (reply.status === 401 || saysLocked(fault)) return true;
  if (fault?.codes.some((code) => refusalCodes.has(code)) === true) return true;
  return reply.status === 403 && (fault === null || signed);
}

function refusalOf({ signed, fault }: Exchange): OnvifError {
  const left = /(\d+) (?:more )?attempt/iu.exec(fault?.reason ?? '')?.[1];
  const rest = left === undefined ? '' : `, ${left} attempts left`;
  if (signed || saysLocked(fault)) return new AccountRefusedError(`the account is refused${rest}`);
  return new OnvifError('unauthorised', 'an account is asked for');
}

/** The element that answers the question, from a reply that is no refusal. */
function responseOf(operation: OperationName, { reply, body, fault, problem }: Exchange): XmlNode {
  if (fault !== null) {
    const codes = fault.codes.join('/');
    throw new OnvifError(
      'fault',
      [`HTTP ${reply.status}`, codes, fault.reason.slice(0, 200)].filter(Boolean).join(', '),
    );
  }
  if (reply.status !== 200) throw new OnvifError('fault', `HTTP ${reply.status}`);
  if (problem !== null) throw problem;
  const name = `${operations[operation].name}Response`;
  const response = child(body, name);
  if (response === null && (body === null || !Object.hasOwn(body, name))) {
    throw new OnvifError('bad_reply', 'not the answer to what was asked');
  }
  return response ?? {};
}
