import { randomBytes } from 'node:crypto';
import type { BusMember } from '@khue/domain/bus';
import { busMembers } from '@khue/domain/busRights';

/** What each member proves itself with at the broker. */
export type BusSecrets = ReadonlyMap<BusMember, string>;

/** Reads lines `member:secret`; what an older edition did not know is left out, what is not such a line is not read. */
function parseBusSecrets(text: string): Map<BusMember, string> {
  const secrets = new Map<BusMember, string>();
  for (const line of text.split('\n')) {
    const [name = '', secret = ''] = line.trim().split(':');
    const member = busMembers.find((known) => known === name);
    if (member !== undefined && secret !== '') secrets.set(member, secret);
  }
  return secrets;
}

/**
 * The secrets of every member out of the text of their file (`''` where there is none yet), new ones for whom it lacks,
 * and the text to keep: the same where nothing was lacking.
 */
export function completeBusSecrets(text: string): { readonly secrets: BusSecrets; readonly text: string } {
  const kept = parseBusSecrets(text);
  if (busMembers.every((member) => kept.has(member))) return { secrets: kept, text };
  const secrets = new Map(
    busMembers.map((member) => [member, kept.get(member) ?? randomBytes(24).toString('base64url')]),
  );
  return { secrets, text: [...secrets].map(([member, secret]) => `${member}:${secret}\n`).join('') };
}

/** Address of a broker on this machine for one member, its secret included. */
export function busUrlFor(member: BusMember, secrets: BusSecrets, port: number): string {
  return `mqtt://${member}:${secrets.get(member) ?? ''}@127.0.0.1:${port}`;
}
