import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { CameraSettings } from '../city/settings.ts';

/** What a TLS server needs, PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

export type CertificateKind = NonNullable<CameraSettings['tls']>;

const dayMs = 86_400_000;

/** DER (X.690): tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
/** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
const signatureAlgorithm = sequence(objectId('2a8648ce3d040302'));
/** 2.5.4.3 */
const commonName = objectId('550403');

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text)))));
}

/** GeneralizedTime. */
function timeOf(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/gu, '');
  return der(0x18, Buffer.from(text));
}

function bitString(bytes: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), bytes);
}

interface CertificateWish {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly from: number;
  readonly to: number;
}

/** X.509 version 3 without extensions (RFC 5280), as plain as a camera's own. */
function certificateOf({ subject, issuer, publicKey, issuerKey, from, to }: CertificateWish): string {
  const serial = der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)]));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    serial,
    signatureAlgorithm,
    nameOf(issuer),
    sequence(timeOf(from), timeOf(to)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const whole = sequence(body, signatureAlgorithm, bitString(sign('sha256', body, issuerKey)));
  const lines = whole.toString('base64').match(/.{1,64}/gu) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** Spans of validity around now, days. */
const spans: Readonly<Record<CertificateKind, readonly [from: number, to: number]>> = {
  trusted: [-30, 365],
  expired: [-400, -35],
  self_signed: [-30, 3_650],
};

/** A fresh key and certificate of each kind: by an invented authority, by the same but over, by the camera itself. */
export function makeCertificates(nowMs: number): Readonly<Record<CertificateKind, ServerCertificate>> {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const make = (kind: CertificateKind): ServerCertificate => {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [from, to] = spans[kind];
    const digest = createHash('sha256')
      .update(own.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');
    const subject = `Camera mô phỏng ${digest.slice(0, 6)}`;
    const isOwn = kind === 'self_signed';
    const cert = certificateOf({
      subject,
      issuer: isOwn ? subject : 'Cơ quan chứng thực mô phỏng',
      publicKey: own.publicKey,
      issuerKey: isOwn ? own.privateKey : authority.privateKey,
      from: nowMs + from * dayMs,
      to: nowMs + to * dayMs,
    });
    return { key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
  };
  return { trusted: make('trusted'), expired: make('expired'), self_signed: make('self_signed') };
}
