import { createHash, randomBytes } from 'node:crypto';
import type { CameraCredentials } from '@khue/domain/camera';

const device = 'http://www.onvif.org/ver10/device/wsdl';
const media1 = 'http://www.onvif.org/ver10/media/wsdl';
const media2 = 'http://www.onvif.org/ver20/media/wsdl';
const imaging = 'http://www.onvif.org/ver20/imaging/wsdl';
const schema = 'http://www.onvif.org/ver10/schema';

/** Namespaces by which services are known. */
export const serviceNamespaces = { device, media1, media2, imaging } as const;

/** Everything this house ever asks of a camera through ONVIF. All of it reads; nothing else can be sent. */
export const operations = {
  'device.GetSystemDateAndTime': { namespace: device, name: 'GetSystemDateAndTime' },
  'device.GetServices': { namespace: device, name: 'GetServices' },
  'device.GetCapabilities': { namespace: device, name: 'GetCapabilities' },
  'device.GetDeviceInformation': { namespace: device, name: 'GetDeviceInformation' },
  'device.GetScopes': { namespace: device, name: 'GetScopes' },
  'device.GetHostname': { namespace: device, name: 'GetHostname' },
  'device.GetNTP': { namespace: device, name: 'GetNTP' },
  'device.GetNetworkProtocols': { namespace: device, name: 'GetNetworkProtocols' },
  'media1.GetProfiles': { namespace: media1, name: 'GetProfiles' },
  'media1.GetStreamUri': { namespace: media1, name: 'GetStreamUri' },
  'media1.GetSnapshotUri': { namespace: media1, name: 'GetSnapshotUri' },
  'media1.GetOSDs': { namespace: media1, name: 'GetOSDs' },
  'media2.GetProfiles': { namespace: media2, name: 'GetProfiles' },
  'media2.GetStreamUri': { namespace: media2, name: 'GetStreamUri' },
  'media2.GetSnapshotUri': { namespace: media2, name: 'GetSnapshotUri' },
  'media2.GetOSDs': { namespace: media2, name: 'GetOSDs' },
  'imaging.GetImagingSettings': { namespace: imaging, name: 'GetImagingSettings' },
} as const;

export type OperationName = keyof typeof operations;

/** An argument of an operation: a text, or further arguments. `tt:` names are of ONVIF's schema. */
export type SoapArgument = readonly [name: string, value: string | readonly SoapArgument[]];

/** WS-UsernameToken with a password digest (WSS Username Token Profile 1.1); `nowMs` is the camera's time. */
export function usernameToken({ username, password }: CameraCredentials, nowMs: number): string {
  const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
  const nonce = randomBytes(16);
  const created = new Date(nowMs).toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(password, 'utf8').digest('base64');
  return (
    `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${wsse}-wssecurity-secext-1.0.xsd"` +
    ` xmlns:wsu="${wsse}-wssecurity-utility-1.0.xsd"><wsse:UsernameToken>` +
    `<wsse:Username>${escapeXml(username)}</wsse:Username>` +
    `<wsse:Password Type="${wsse}-username-token-profile-1.0#PasswordDigest">${digest}</wsse:Password>` +
    `<wsse:Nonce EncodingType="${wsse}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</wsse:Nonce>` +
    `<wsu:Created>${created}</wsu:Created></wsse:UsernameToken></wsse:Security>`
  );
}

/** A SOAP 1.2 message; `security` is a whole header element or empty. */
export function soapMessage(operation: OperationName, args: readonly SoapArgument[], security: string): string {
  const { namespace, name } = operations[operation];
  const header = security === '' ? '' : `<s:Header>${security}</s:Header>`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">${header}` +
    `<s:Body><o:${name} xmlns:o="${namespace}" xmlns:tt="${schema}">${args.map(element).join('')}</o:${name}></s:Body>` +
    '</s:Envelope>'
  );
}

/** `Content-Type` of the message, with the action some cameras insist on. */
export function contentTypeOf(operation: OperationName): string {
  const { namespace, name } = operations[operation];
  return `application/soap+xml; charset=utf-8; action="${namespace}/${name}"`;
}

function element([name, value]: SoapArgument): string {
  const tag = name.includes(':') ? name : `o:${name}`;
  return `<${tag}>${typeof value === 'string' ? escapeXml(value) : value.map(element).join('')}</${tag}>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}
