/** The text of a piece of evidence: how it was asked, what became of it, then the answer as received. */

export type EvidenceHead = Readonly<Record<string, string | number>>;

/** Lines `name: value`, an empty line, the answer. Values lose line breaks. */
export function evidenceText(head: EvidenceHead, answer: string): string {
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${String(value).replace(/[\r\n]+/gu, ' ')}`);
  return `${lines.join('\n')}\n\n${answer}`;
}

/** Both parts again; what is no line `name: value` is left out of the head. */
export function readEvidenceText(body: string): {
  readonly head: ReadonlyMap<string, string>;
  readonly answer: string;
} {
  const end = body.indexOf('\n\n');
  const lines = (end < 0 ? body : body.slice(0, end)).split('\n');
  const head = new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(': ');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 2)] as const];
    }),
  );
  return { head, answer: end < 0 ? '' : body.slice(end + 2) };
}

/** Hosts of namespaces, which are names and no addresses. */
const nameHosts = /^(?:www\.onvif\.org|www\.w3\.org|docs\.oasis-open\.org|schemas\.xmlsoap\.org)(?:[:/]|$)/u;
const urlAuthority = /\b(https?|rtsps?):\/\/([^/<>\s"']+)/giu;
const sdpAddress = /\b(IN IP[46]) \S+/gu;
/** Accounts that some makes write into the path or query of an address. */
const accountInAddress = /(?<![a-z])(user(?:name)?|usr|loginuse|loginpas|pass(?:word|wd)?|pwd)=[^&;\s"'<>]+/giu;

function without(text: string, host: string): string {
  // A bare word may be anything else as well.
  if (!/[.:]/u.test(host)) return text;
  return text.replace(
    new RegExp(`(?<![\\w.:])${host.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}(?![\\w:]|\\.\\w)`, 'giu'),
    '[camera]',
  );
}

/**
 * An answer without the camera's addresses: they stay in the inventory. Accounts within addresses and nonces of challenges
 * go as well. `hosts`: names and addresses of the camera, which it may tell anywhere, such as in its certificate.
 */
export function withoutSecrets(answer: string, hosts: readonly string[] = []): string {
  return hosts
    .reduce(without, answer)
    .replace(urlAuthority, (whole, scheme: string, host: string) =>
      nameHosts.test(host) ? whole : `${scheme}://[camera]`,
    )
    .replace(sdpAddress, '$1 [camera]')
    .replace(accountInAddress, '$1=…')
    .replace(/\b(c?nonce|opaque|response)="[^"]*"/giu, '$1="…"');
}
