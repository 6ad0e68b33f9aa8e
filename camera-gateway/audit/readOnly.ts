/** What an audit may say to a camera, by protocol. Everything else is refused here, before anything is sent. */
export type AuditProtocol = 'onvif' | 'rtsp' | 'http' | 'tls';

const rtspMethods: ReadonlySet<string> = new Set(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN']);

/** Thrown where an audit would change something: a bug of ours. */
export class NotReadOnlyError extends Error {
  override readonly name = 'NotReadOnlyError';

  constructor(protocol: AuditProtocol, verb: string) {
    super(`an audit does not say ${protocol} ${verb.slice(0, 80)}`);
  }
}

function isReadOnly(protocol: AuditProtocol, verb: string): boolean {
  switch (protocol) {
    case 'onvif':
      return /^Get[A-Z]\w*$/u.test(verb);
    case 'rtsp':
      return rtspMethods.has(verb);
    case 'http':
      return verb === 'GET';
    case 'tls':
      return verb === 'handshake';
    default:
      return protocol satisfies never;
  }
}

/** Throws a NotReadOnlyError for what is not on the list of what only reads. */
export function requireReadOnly(protocol: AuditProtocol, verb: string): void {
  if (!isReadOnly(protocol, verb)) throw new NotReadOnlyError(protocol, verb);
}
