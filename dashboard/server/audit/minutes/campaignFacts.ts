import type { AuditCampaign } from '@khue/domain/audit';
import { campaignStateWords } from '@khue/domain/auditWords';
import type { Locale } from '@khue/domain/errors';
import type { Minutes } from './minutes.ts';
import type { MinutesFormat } from './minutesFormat.ts';
import { filled, type MinutesWords } from './minutesWords.ts';

interface Told {
  readonly minutes: Minutes;
  readonly words: MinutesWords;
  readonly format: MinutesFormat;
  readonly locale: Locale;
}

/** What every form of the minutes says of the campaign first: name and value. */
export function campaignFacts({ minutes, words, format, locale }: Told): [string, string][] {
  const { campaign, profile, board, onlyOf } = minutes;
  const tasks = minutes.schools.flatMap(({ cameras }) => cameras.map(({ taskState }) => taskState));
  const count = (state: (typeof tasks)[number]): string => format.count(tasks.filter((task) => task === state).length);
  const enabled = profile.rules.filter((rule) => rule.enabled).length;
  const cameras = {
    done: count('done'),
    skipped: count('skipped'),
    failed: count('failed'),
    total: format.count(tasks.length),
    schools: format.count(board.schools.length),
  };
  return [
    [words.name, campaign.title],
    [words.id, campaign.id],
    ...(onlyOf === null ? [] : [[words[onlyOf.what], onlyOf.name] satisfies [string, string]]),
    [words.startedBy, campaign.startedBy],
    [words.startedAt, format.moment(Date.parse(campaign.createdAt))],
    [words.endedAt, campaign.endedAt === null ? words.notEnded : format.moment(Date.parse(campaign.endedAt))],
    [words.stateOf, campaignStateWords[locale][campaign.state]],
    [words.hours, hoursText(minutes.campaign, words, locale)],
    [words.cameras, filled(words.camerasOf, cameras)],
    [words.profile, filled(words.profileOf, { name: profile.name, version: profile.version, enabled })],
    [words.placeholder, words.placeholderNote],
    [words.asOf, format.moment(minutes.asOfMs)],
  ];
}

/** When it worked, by which source; or who let it work by day, and why. */
function hoursText({ limits, byDay, startedBy }: AuditCampaign, words: MinutesWords, locale: Locale): string {
  const { hours, streamsPerSchool, source } = limits;
  const line = filled(words.lineOf, { streams: streamsPerSchool, source: source[locale] });
  const when =
    byDay === null ? filled(words.hoursOf, hours) : filled(words.byDayOf, { name: startedBy, reason: byDay });
  return `${when}; ${line}`;
}
