import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A value of ASN.1 in DER: tag, length, contents. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const length =
    body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

function time(at: Date): Buffer {
  return der(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/gu, '').slice(0, 14)}Z`));
}

/** `2.5.4.3` (common name), `1.2.840.10045.4.3.2` (ECDSA with SHA-256), `2.5.29.17` (subjectAltName). */
const oids = { commonName: '550403', ecdsaSha256: '2a8648ce3d040302', altName: '551d11' } as const;
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

/** A certificate for 127.0.0.1 that signs itself, with its key; PEM (RFC 5280). */
export function selfSigned(name: string): {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint256: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(0x30, oid(oids.ecdsaSha256));
  const subject = der(0x30, der(0x31, der(0x30, oid(oids.commonName), der(0x0c, Buffer.from(name)))));
  const dayMs = 86_400_000;
  const validity = der(0x30, time(new Date(Date.now() - dayMs)), time(new Date(Date.now() + dayMs)));
  const loopback = der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = der(0xa3, der(0x30, der(0x30, oid(oids.altName), der(0x04, loopback))));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const certificate = der(0x30, body, algorithm, signature);
  const lines = certificate.toString('base64').match(/.{1,64}/gu) ?? [];
  const digest = createHash('sha256').update(certificate).digest('hex').toUpperCase();
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint256: (digest.match(/../gu) ?? []).join(':'),
  };
}
