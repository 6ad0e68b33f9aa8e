/** Namespaces by the prefix that the code uses; on the wire a device's own prefixes stand for them. */
export const namespaces = {
  env: 'http://www.w3.org/2003/05/soap-envelope',
  tt: 'http://www.onvif.org/ver10/schema',
  ter: 'http://www.onvif.org/ver10/error',
  tds: 'http://www.onvif.org/ver10/device/wsdl',
  trt: 'http://www.onvif.org/ver10/media/wsdl',
  tr2: 'http://www.onvif.org/ver20/media/wsdl',
  timg: 'http://www.onvif.org/ver20/imaging/wsdl',
  tev: 'http://www.onvif.org/ver10/events/wsdl',
  tse: 'http://www.onvif.org/ver10/search/wsdl',
  tns1: 'http://www.onvif.org/ver10/topics',
  wsnt: 'http://docs.oasis-open.org/wsn/b-2',
  wstop: 'http://docs.oasis-open.org/wsn/t-1',
  wsa: 'http://www.w3.org/2005/08/addressing',
} as const;

type Prefix = keyof typeof namespaces;
/** `tds:GetServicesResponse` */
export type QName = `${Prefix}:${string}`;

export interface XmlElement {
  readonly name: QName;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlChild[];
}

/** Text that is itself a qualified name, such as a fault code or a topic. */
interface QNameText {
  readonly qname: QName;
}

export type XmlChild = XmlElement | QNameText | string | number | boolean;

/** An element without attributes. */
export function el(name: QName, ...children: readonly XmlChild[]): XmlElement {
  return { name, attributes: {}, children };
}

/** An element with attributes; their names are written as they are. */
export function elWith(
  name: QName,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly XmlChild[]
): XmlElement {
  return { name, attributes, children };
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/gu, (character) => escapes[character] ?? character);
}

/** What a device calls a prefix. */
export type Rename = (prefix: string) => string;

/** The document, with every namespace declared at the root. */
export function serialise(root: XmlElement, rename: Rename): string {
  const declared = Object.entries(namespaces).map(([prefix, uri]) => [`xmlns:${rename(prefix)}`, uri] as const);
  const attributes = { ...Object.fromEntries(declared), ...root.attributes };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write({ ...root, attributes }, rename)}`;
}

function write(child: XmlChild, rename: Rename): string {
  if (typeof child !== 'object') return escape(String(child));
  if ('qname' in child) return escape(renamed(child.qname, rename));
  const name = renamed(child.name, rename);
  const attributes = Object.entries(child.attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  const content = child.children.map((inner) => write(inner, rename)).join('');
  return content === '' ? `<${name}${attributes.join('')}/>` : `<${name}${attributes.join('')}>${content}</${name}>`;
}

function renamed(name: QName, rename: Rename): string {
  const colon = name.indexOf(':');
  return `${rename(name.slice(0, colon))}${name.slice(colon)}`;
}
