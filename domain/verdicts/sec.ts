/** SEC: who is let in, and over what. */
import { z } from 'zod';
import type { Readings } from '../auditReadings.ts';
import { isRead, fail, type Judge, notApplicable, pass, same, unknown, unread, type Value, warn } from './judging.ts';

const tlsSchema = z.object({ minTls: z.number() });
const certificateSchema = z.object({ minDays: z.number() });
const dayMs = 86_400_000;

/** SEC-01: ONVIF and RTSP have to refuse; a snapshot too, where there is one. One that answers is enough to fail. */
const anonymous: Judge = ({ readings: { anonymous: asked } }) => {
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
  const missing = (['onvif', 'rtsp'] as const).filter((way) => !refused.includes(way));
  if (missing.length > 0) return unknown('asked_in_part', asked, { ways: missing.join(' ') });
  // The other two refused: what gave no answer is the snapshot, which is there and has refused nobody.
  if (asked.some(({ facts, outcome }) => facts === null && outcome !== 'not_offered')) {
    return unknown('asked_in_part', asked, { ways: 'snapshot' });
  }
  return pass(asked, { vi: `từ chối: ${refused.join(', ')}`, en: `refused: ${refused.join(', ')}` });
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

/** SEC-07: every challenge that was seen. */
const challenges: Judge = ({ readings: { anonymous: asked } }) => {
  const seen = asked.flatMap(({ facts }) => facts?.challenges ?? []);
  if (asked.length === 0) return unknown('not_asked');
  if (seen.length === 0) return unknown('no_challenge', asked);
  const value = same([...new Set(seen.map(schemeOf))].toSorted().join(', '));
  return seen.some((one) => /^basic\b/iu.test(one)) ? fail('basic_offered', asked, value) : pass(asked, value);
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
