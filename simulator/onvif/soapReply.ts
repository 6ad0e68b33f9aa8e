import type { PrefixStyle } from '../city/makes.ts';
import { el, elWith, namespaces, type QName, type Rename, serialise, type XmlElement } from './xml.ts';

const numbers = new Map(Object.keys(namespaces).map((prefix, index) => [prefix, `ns${index + 1}`]));

const styles: Readonly<Record<PrefixStyle, Rename>> = {
  usual: (prefix) => (prefix === 'env' ? 's' : prefix),
  gsoap: (prefix) => (prefix === 'env' ? 'SOAP-ENV' : prefix),
  numbered: (prefix) => numbers.get(prefix) ?? prefix,
};

/** SOAP 1.2 envelope around one answer. */
export function envelope(body: XmlElement, style: PrefixStyle): string {
  return serialise(el('env:Envelope', el('env:Body', body)), styles[style]);
}

/** Thrown by an operation that the device refuses (ONVIF Core §5.8.2). */
export class OnvifFault extends Error {
  override readonly name = 'OnvifFault';
  readonly status: number;
  readonly party: 'Sender' | 'Receiver';
  /** From the general to the particular. */
  readonly subcodes: readonly QName[];

  constructor(reason: string, subcodes: readonly QName[], status = 400, party: 'Sender' | 'Receiver' = 'Sender') {
    super(reason);
    this.subcodes = subcodes;
    this.status = status;
    this.party = party;
  }
}

/** The fault as the body of an envelope. */
export function faultBody(fault: OnvifFault): XmlElement {
  const nested = fault.subcodes.reduceRight<readonly XmlElement[]>(
    (inner, qname) => [el('env:Subcode', el('env:Value', { qname }), ...inner)],
    [],
  );
  return el(
    'env:Fault',
    el('env:Code', el('env:Value', { qname: `env:${fault.party}` }), ...nested),
    el('env:Reason', elWith('env:Text', { 'xml:lang': 'en' }, fault.message)),
  );
}

export function notSupported(operation: string): OnvifFault {
  return new OnvifFault(
    `${operation} is not supported`,
    ['ter:ActionNotSupported', 'ter:NotSupported'],
    500,
    'Receiver',
  );
}

export function badArgument(reason: string, particular: QName = 'ter:InvalidArgs'): OnvifFault {
  return new OnvifFault(reason, ['ter:InvalidArgVal', particular]);
}
