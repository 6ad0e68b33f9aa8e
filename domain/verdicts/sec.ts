/** SEC: who is let in, and over what. */
import { z } from 'zod';
import type { Readings } from '../auditReadings.ts';
import { isRead, fail, type Judge, notApplicable, pass, same, unknown, unread, type Value, warn } from './judging.ts';

const tlsSchema = z.object({ minTls: z.number() });
const certificateSchema = z.object({ minDays: z.number() });
const dayMs = 86_400_000;

/**
 * Ways in that nobody has knocked at without an account. A snapshot is one of them unless the camera says that it has no
 * address for it, or there is nothing at that address.
 */
function untriedWays({ anonymous: asked, snapshotAddress }: Readings): string[] {
  const tried = new Set(asked.flatMap(({ facts }) => facts?.way ?? []));
  const untried = (['onvif', 'rtsp'] as const).filter((way) => !tried.has(way));
  const hasNoAddress = snapshotAddress?.outcome === 'not_offered' || snapshotAddress?.facts === false;
  // The other two are tried: what told nothing of itself is the snapshot.
  const told = untried.length === 0 ? asked.filter(({ facts }) => facts === null) : [];
  const hasNoPicture = told.length > 0 && told.every(({ outcome }) => outcome === 'not_offered');
  return tried.has('snapshot') || hasNoAddress || hasNoPicture ? untried : [...untried, 'snapshot'];
}

/** SEC-01: ONVIF and RTSP have to refuse; a snapshot too, where there is one. One that answers is enough to fail. */
const anonymous: Judge = ({ readings }) => {
  const { anonymous: asked, snapshotAddress } = readings;
  if (asked.length === 0) return unknown('not_asked');
  const accepted = asked.flatMap(({ facts }) => (facts?.result === 'accepted' ? [facts.way] : []));
  const refused = asked.flatMap(({ facts }) => (facts?.result === 'refused' ? [facts.way] : []));
  if (accepted.length > 0) {
    const value: Value = {
      vi: `trả lời không cần tài khoản: ${accepted.join(', ')}`,
      en: `open: ${accepted.join(', ')}`,
    };
    return fail('answered_without_account', asked, value, { ways: accepted.join(' ') });
  }
  if (refused.length === 0) return unread(asked[0] ?? null);
  const untried = untriedWays(readings);
  const read = [...asked, snapshotAddress];
  if (untried.length > 0) return unknown('asked_in_part', read, { ways: untried.join(' ') });
  return pass(read, { vi: `từ chối: ${refused.join(', ')}`, en: `refused: ${refused.join(', ')}` });
};

/** What a camera answers over counts before what it says of itself. */
function isHttpOpen({ protocols, services }: Readings): boolean | null {
  if (services?.facts?.overPlainHttp === true) return true;
  if (!isRead(protocols)) return null;
  return protocols.facts.protocols.some(({ name, enabled }) => name.toUpperCase() === 'HTTP' && enabled);
}

/** SEC-04: TLS there and new enough; plain HTTP beside it is only in part what is asked. */
const tls: Judge = ({ readings, threshold }) => {
  const { tls: handshake, protocols, services } = readings;
  if (!isRead(handshake)) return unread(handshake);
  const { minTls } = tlsSchema.parse(threshold);
  const read = [handshake, protocols, services];
  const { protocol } = handshake.facts;
  // Where the camera did not say at which port, silence at the usual one proves nothing.
  if (protocol === null && !isRead(protocols)) return unread(protocols);
  if (protocol === null) return fail('no_tls', read, { vi: 'không có TLS', en: 'no TLS' });
  const version = Number(/^TLSv(\d(?:\.\d)?)$/u.exec(protocol)?.[1] ?? 0);
  const value = same(protocol.replace('v', ' '));
  if (version < minTls) return fail('not_met', read, value);
  const open = isHttpOpen(readings);
  if (open === null) return unread(protocols);
  // Whether it answers over plain HTTP was not seen: what it says of itself is not enough.
  if (!open && !isRead(services)) return unread(services);
  return open ? warn('http_open', read, value) : pass(read, value);
};

/** SEC-05: nobody vouches for a certificate that the camera signed itself. */
const certificate: Judge = ({ readings: { tls: handshake, protocols }, threshold }) => {
  if (!isRead(handshake)) return unread(handshake);
  const { minDays } = certificateSchema.parse(threshold);
  const { protocol, validTo, selfSigned, checkedAt } = handshake.facts;
  if (protocol === null && !isRead(protocols)) return unread(protocols);
  if (protocol === null) return notApplicable('no_tls', [handshake, protocols]);
  if (validTo === null) return unknown('bad_reply', [handshake]);
  const days = Math.floor((Date.parse(validTo) - Date.parse(checkedAt)) / dayMs);
  const value: Value =
    days < 0
      ? { vi: `hết hạn ${-days} ngày trước`, en: `over ${-days} days ago` }
      : { vi: `còn ${days} ngày`, en: `${days} days left` };
  if (days <= minDays) return fail('not_met', [handshake], value);
  return selfSigned === false ? pass([handshake], value) : warn('self_signed', [handshake], value);
};

/** SEC-07: the challenges of every way in. */
const challenges: Judge = ({ readings }) => {
  const { anonymous: asked, snapshotAddress } = readings;
  const seen = asked.flatMap(({ facts }) => facts?.challenges ?? []);
  if (asked.length === 0) return unknown('not_asked');
  if (seen.length === 0) return unknown('no_challenge', asked);
  const value = same([...new Set(seen.map(schemeOf))].toSorted().join(', '));
  if (seen.some((one) => /^basic\b/iu.test(one))) return fail('basic_offered', asked, value);
  const untried = untriedWays(readings);
  const read = [...asked, snapshotAddress];
  return untried.length > 0 ? unknown('asked_in_part', read, { ways: untried.join(' ') }) : pass(read, value);
};

function schemeOf(challenge: string): string {
  const scheme = /^\w+/u.exec(challenge)?.[0] ?? challenge;
  const algorithm = /algorithm="?([\w-]+)/iu.exec(challenge)?.[1];
  return scheme.toLowerCase() === 'digest' ? `Digest ${algorithm ?? 'MD5'}` : scheme;
}

export const secJudges: Readonly<Record<string, Judge>> = {
  'SEC-01': anonymous,
  'SEC-04': tls,
  'SEC-05': certificate,
  'SEC-07': challenges,
};
