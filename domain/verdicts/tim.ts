/** TIM: the camera's clock. */
import { z } from 'zod';
import { isRead, amount, fail, type Judge, pass, same, seconds, unknown, unread, warn } from './judging.ts';

const serversSchema = z.object({ servers: z.array(z.string()) });
const offsetSchema = z.object({ passS: z.number().min(0), warnS: z.number().min(0) });
const zoneSchema = z.object({ offsetMinutes: z.int() });

/** TIM-01: an empty list of servers allows any. */
const ntp: Judge = ({ readings: { clock, ntp: asked }, threshold }) => {
  if (!isRead(clock)) return unread(clock);
  const { servers } = serversSchema.parse(threshold);
  const read = [clock, asked];
  const { setBy } = clock.facts;
  if (setBy === null) return unknown('bad_reply', read);
  if (setBy !== 'NTP') return fail('clock_by_hand', read, same(setBy));
  if (!isRead(asked)) return unread(asked);
  const named = asked.facts.servers;
  if (named.length === 0 && !asked.facts.fromDhcp) {
    return fail('no_time_server', read, { vi: 'NTP, không có máy chủ', en: 'NTP without a server' });
  }
  const value = same(['NTP', ...named].join(' ').slice(0, 200));
  const strange = servers.length === 0 ? [] : named.filter((server) => !servers.includes(server));
  if (strange.length > 0) return fail('server_not_listed', read, value, { servers: strange.join(' ') });
  if (named.length === 0 && servers.length > 0) return warn('server_by_dhcp', read, value);
  return pass(read, value);
};

/** TIM-02 */
const offset: Judge = ({ readings: { clock }, threshold }) => {
  if (!isRead(clock)) return unread(clock);
  const { passS, warnS } = offsetSchema.parse(threshold);
  const { offsetMs } = clock.facts;
  if (offsetMs === null) return unknown('bad_reply', [clock]);
  const shown = amount(offsetMs / 1_000, 1, seconds);
  const value = offsetMs < 0 ? shown : { vi: `+${shown.vi}`, en: `+${shown.en}` };
  const off = Math.abs(offsetMs) / 1_000;
  if (off <= passS) return pass([clock], value);
  return off <= warnS ? warn('in_part', [clock], value) : fail('not_met', [clock], value);
};

function utcText(minutes: number): string {
  const size = Math.abs(minutes);
  const [hours, rest] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `UTC${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** TIM-03 */
const timeZone: Judge = ({ readings: { clock }, threshold }) => {
  if (!isRead(clock)) return unread(clock);
  const { offsetMinutes } = zoneSchema.parse(threshold);
  const { utcOffsetMinutes, daylightSaving } = clock.facts;
  if (utcOffsetMinutes === null || daylightSaving === null) return unknown('bad_reply', [clock]);
  const text = utcText(utcOffsetMinutes);
  const value = daylightSaving ? { vi: `${text}, có giờ mùa hè`, en: `${text} with daylight saving` } : same(text);
  const isRight = utcOffsetMinutes === offsetMinutes && !daylightSaving;
  return isRight ? pass([clock], value) : fail('not_met', [clock], value);
};

export const timJudges: Readonly<Record<string, Judge>> = { 'TIM-01': ntp, 'TIM-02': offset, 'TIM-03': timeZone };
