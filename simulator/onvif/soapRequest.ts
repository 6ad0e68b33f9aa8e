import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** WS-UsernameToken as it stands in the request. */
export interface UsernameToken {
  readonly username: string;
  readonly password: string;
  readonly digest: boolean;
  /** Base64. */
  readonly nonce: string;
  readonly created: string;
}

export interface SoapRequest {
  /** Local name of the element in the body, such as `GetProfiles`. */
  readonly operation: string;
  /** Text of a child of the operation's element, at any depth of the given path; null where there is none. */
  argument(...path: readonly string[]): string | null;
  readonly token: UsernameToken | null;
}

/** Not a SOAP request that a camera would take. */
export class SoapSyntaxError extends Error {
  override readonly name = 'SoapSyntaxError';
}

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  maxNestedTags: 32,
});

/** Reads a request of bounded length. Throws SoapSyntaxError on anything else, document types among it. */
export function parseSoapRequest(text: string): SoapRequest {
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text)) throw new SoapSyntaxError('a document type is not allowed');
  const root = parseXml(text);
  const body = at(root, 'Envelope', 'Body');
  const operation = isRecord(body)
    ? Object.keys(body).find((key) => !key.startsWith('@') && key !== '#text')
    : undefined;
  if (operation === undefined) throw new SoapSyntaxError('the body is empty');
  const asked = at(body, operation);
  return {
    operation,
    argument: (...path) => textAt(asked, ...path),
    token: usernameToken(at(root, 'Envelope', 'Header', 'Security', 'UsernameToken')),
  };
}

function parseXml(text: string): unknown {
  if (XMLValidator.validate(text) !== true) throw new SoapSyntaxError('not well-formed XML');
  try {
    const tree: unknown = parser.parse(text);
    return tree;
  } catch (cause) {
    throw new SoapSyntaxError('not readable XML', { cause });
  }
}

function usernameToken(node: unknown): UsernameToken | null {
  const username = textAt(node, 'Username');
  const password = textAt(node, 'Password');
  if (username === null || password === null) return null;
  const type = textAt(node, 'Password', '@Type') ?? '';
  return {
    username,
    password,
    digest: type.endsWith('#PasswordDigest'),
    nonce: textAt(node, 'Nonce') ?? '',
    created: textAt(node, 'Created') ?? '',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of several elements of one name the first counts. */
function at(node: unknown, ...path: readonly string[]): unknown {
  let current = node;
  for (const name of path) {
    current = isRecord(current) && Object.hasOwn(current, name) ? current[name] : undefined;
    if (Array.isArray(current)) current = current[0];
  }
  return current;
}

function textAt(node: unknown, ...path: readonly string[]): string | null {
  const found = at(node, ...path);
  const text = isRecord(found) ? found['#text'] : found;
  return typeof text === 'string' ? text : null;
}
