import { TextDecoder } from 'node:util';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { OnvifError } from './onvifError.ts';

/** An element: children and attributes (`@name`) by local name; several of one name are an array. */
export type XmlNode = Readonly<Record<string, unknown>>;

export interface SoapFault {
  /** Local names of code and subcodes, from the general to the particular. */
  readonly codes: readonly string[];
  readonly reason: string;
}

const maxDepth = 64;
/**
 * `<`, `&` and `=`. A recorder with 128 profiles sends about 18,000 of them in 310 kB. Parsing costs by these,
 * hardly by bytes: without the limit 2 MB of `x<b/>` stop the process for two seconds.
 */
const maxPieces = 40_000;
const maxTextCharacters = 2_048;

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
  maxNestedTags: maxDepth,
});

/** A reply's text in the character set that it names, UTF-8 where it names none that is known. */
export function decodeReply(body: Buffer, contentType: string): string {
  const declared = /charset\s*=\s*["']?([\w.:-]{1,40})/iu.exec(contentType)?.[1];
  const prolog = /^[^<]{0,3}<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})/u.exec(body.toString('latin1', 0, 256));
  const byMark =
    body[0] === 0xff && body[1] === 0xfe ? 'utf-16le' : body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : null;
  return decoderFor(byMark ?? declared ?? prolog?.[1] ?? 'utf-8').decode(body);
}

function decoderFor(name: string): TextDecoder {
  try {
    return new TextDecoder(name);
  } catch {
    return new TextDecoder('utf-8');
  }
}

/**
 * The content of `Envelope/Body`. Values stay strings; prefixes, declared or not, are dropped. Refuses document types,
 * what is not well-formed, and more mark-up than any camera needs; throws an OnvifError.
 */
export function parseSoapBody(text: string): XmlNode {
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text)) throw new OnvifError('bad_reply', 'a document type is not allowed');
  if (text.includes('\0')) throw new OnvifError('bad_reply', 'not text');
  if (hasTooManyPieces(text)) throw new OnvifError('too_large', 'too much mark-up');
  const body = child(parseXml(text), 'Envelope', 'Body');
  if (body === null) throw new OnvifError('bad_reply', 'not a SOAP message');
  return body;
}

function hasTooManyPieces(text: string): boolean {
  let pieces = 0;
  for (const _ of text.matchAll(/[<&=]/gu)) {
    pieces += 1;
    if (pieces > maxPieces) return true;
  }
  return false;
}

function parseXml(text: string): unknown {
  try {
    if (XMLValidator.validate(text) === true) {
      const tree: unknown = parser.parse(text);
      return tree;
    }
  } catch (cause) {
    throw new OnvifError('bad_reply', 'not readable XML', { cause });
  }
  throw new OnvifError('bad_reply', 'not well-formed XML');
}

/** The fault in a SOAP body, of version 1.1 or 1.2; null where there is none. */
export function faultOf(body: XmlNode): SoapFault | null {
  const fault = child(body, 'Fault');
  if (fault === null) return null;
  const codes: string[] = [];
  let code = child(fault, 'Code');
  while (code !== null && codes.length < 8) {
    codes.push(textOf(code, 'Value') ?? '');
    code = child(code, 'Subcode');
  }
  codes.push(textOf(fault, 'faultcode') ?? '');
  return {
    codes: codes.map((name) => name.replace(/^.*:/u, '')).filter((name) => name !== ''),
    reason: textOf(fault, 'Reason', 'Text') ?? textOf(fault, 'faultstring') ?? '',
  };
}

function isNode(value: unknown): value is XmlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valuesOf(node: unknown, name: string): readonly unknown[] {
  if (!isNode(node) || !Object.hasOwn(node, name)) return [];
  const value = node[name];
  return Array.isArray(value) ? value : [value];
}

/** Elements of one name, be they one or many. Those without content are left out. */
export function children(node: unknown, name: string): readonly XmlNode[] {
  return valuesOf(node, name).filter(isNode);
}

/** Down a path; of several elements of one name the first counts. */
export function child(node: unknown, ...path: readonly string[]): XmlNode | null {
  let current: unknown = node;
  for (const name of path) current = valuesOf(current, name)[0];
  return isNode(current) ? current : null;
}

/** Text of an element or, as `@name`, of an attribute; null where there is none or only space. */
export function textOf(node: unknown, ...path: readonly string[]): string | null {
  let current: unknown = node;
  for (const name of path) current = valuesOf(current, name)[0];
  const text = isNode(current) ? valuesOf(current, '#text')[0] : current;
  return typeof text === 'string' ? cleanText(text) : null;
}

/** Without what neither a database nor a screen takes. */
function cleanText(text: string): string | null {
  const clean = text
    .slice(0, maxTextCharacters)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .normalize('NFC');
  return clean === '' ? null : clean;
}
