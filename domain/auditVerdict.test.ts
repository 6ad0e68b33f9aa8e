import { assert, boolean, constant, constantFrom, oneof, property, record, subarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditProfile } from './audit.ts';
import { auditRules, shippedProfiles } from './auditRules.ts';
import { noReadings, type Reading, readOutcomes, type Readings, type ReadOutcome } from './auditReadings.ts';
import { judgeCamera, type Unasked } from './auditVerdict.ts';
import { reasonSentence } from './auditWords.ts';
import type { CameraZone } from './camera.ts';
import { goodReadings, read } from './testing/sampleReadings.ts';

function profileOf(name: string): AuditProfile {
  const found = shippedProfiles.find((profile) => profile.name === name);
  if (found === undefined) throw new Error('profiles are missing');
  return found;
}
const [baseline, placeholder] = [profileOf('baseline-2026'), profileOf('HCMC-3288')];
const at = '2026-11-26T03:00:00Z';

function judge(readings: Readings, zone: CameraZone = 'gate_street', unasked: Unasked = null) {
  const verdicts = judgeCamera(auditRules, baseline, { cameraId: '', zone, readings, unasked, at });
  return new Map(verdicts.map((verdict) => [verdict.ruleId, verdict]));
}

/** A change to one reading, and what a rule then says: result and reason. */
type Row = readonly [rule: string, change: Partial<Readings>, result: string, reason: string, zone?: CameraZone];

function facts<Key extends keyof Readings>(
  key: Exclude<Key, 'anonymous'>,
  change: Readings[Key] extends Reading<infer Facts> | null ? Partial<Facts> : never,
): Partial<Readings> {
  const reading = goodReadings[key];
  if (reading === null || Array.isArray(reading)) throw new Error('nothing to change');
  return { [key]: Object.assign({}, reading, { facts: Object.assign({}, reading.facts, change) }) };
}

function failed(key: keyof Readings, outcome: Reading<unknown>['outcome']): Partial<Readings> {
  return { [key]: { evidenceIds: [key], outcome, facts: null } };
}

const asset = goodReadings.registry?.facts?.asset ?? null;
const audioProfile = goodReadings.profiles?.facts?.profiles.map((profile) => ({ ...profile, hasAudio: true })) ?? [];
const [large] = goodReadings.profiles?.facts?.profiles ?? [];
const refused = goodReadings.anonymous;
const open = (way: 'onvif' | 'rtsp' | 'snapshot') =>
  read(`anonymous.${way}`, { way, result: 'accepted' as const, challenges: [] });

const silentSnapshot = (outcome: ReadOutcome) => ({ evidenceIds: ['anonymous.snapshot'], outcome, facts: null });

const hasSnapshot: Partial<Readings> = { snapshotAddress: read('snapshotAddress', true) };

const rows: readonly Row[] = [
  ['REG-01', facts('registry', { asset: null }), 'FAIL', 'fields_missing'],
  ['REG-01', facts('device', { serialNumber: '0002' }), 'FAIL', 'device_differs'],
  ['REG-01', failed('device', 'unauthorised'), 'UNKNOWN', 'unauthorised'],
  ['REG-02', { hostname: read('hostname', 'cam-1') }, 'FAIL', 'names_differ'],
  ['REG-02', failed('overlay', 'not_offered'), 'WARN', 'names_in_part'],
  ['REG-02', { scopes: null, hostname: null, overlay: null }, 'UNKNOWN', 'not_asked'],
  ['REG-03', facts('registry', { bearing: null }), 'FAIL', 'fields_missing'],
  ['REG-03', facts('registry', { asset: asset && { ...asset, lat: 10.79 } }), 'FAIL', 'not_met'],
  ['REG-03', facts('registry', { schoolLon: null }), 'UNKNOWN', 'school_without_position'],
  ['ITF-01', facts('services', { durationMs: 5_000 }), 'FAIL', 'not_met'],
  ['ITF-01', failed('clock', 'no_answer'), 'FAIL', 'no_answer'],
  ['ITF-01', failed('clock', 'address_refused'), 'UNKNOWN', 'address_refused'],
  ['ITF-01', failed('services', 'bad_reply'), 'UNKNOWN', 'bad_reply'],
  ['ITF-01', failed('clock', 'bad_reply'), 'UNKNOWN', 'bad_reply'],
  ['ITF-02', { scopes: read('scopes', ['onvif://www.onvif.org/Profile/G']) }, 'FAIL', 'not_met'],
  ['ITF-02', { scopes: read('scopes', ['onvif://www.onvif.org/Profile/Streaming']) }, 'PASS', 'met'],
  ['ITF-03', facts('sample', { firstKeyFrameMs: 5_001 }), 'FAIL', 'not_met'],
  ['ITF-03', facts('sample', { firstKeyFrameMs: null }), 'FAIL', 'no_key_frame'],
  ['ITF-03', failed('sample', 'no_answer'), 'FAIL', 'no_answer'],
  ['ITF-03', failed('sample', 'not_offered'), 'FAIL', 'not_offered'],
  ['ITF-03', failed('sample', 'unauthorised'), 'UNKNOWN', 'unauthorised'],
  ['ITF-04', facts('sample', { codec: null }), 'FAIL', 'not_met'],
  ['ITF-04', { sample: null }, 'UNKNOWN', 'not_asked'],
  ['ITF-05', facts('profiles', { profiles: large === undefined ? [] : [large, large] }), 'FAIL', 'not_met'],
  ['ITF-05', facts('profiles', { profiles: [] }), 'FAIL', 'not_met'],
  ['IMG-01', facts('sample', { width: 1_280, height: 720 }), 'FAIL', 'not_met'],
  ['IMG-01', facts('sample', { width: null }), 'UNKNOWN', 'bad_reply'],
  ['IMG-02', facts('sample', { frames: 151 }), 'FAIL', 'not_met'],
  ['IMG-02', facts('sample', { frames: 151 }), 'PASS', 'met', 'yard'],
  ['IMG-02', facts('sample', { frames: 81 }), 'FAIL', 'not_met', 'yard'],
  ['IMG-02', facts('sample', { seconds: 3, frames: 76 }), 'UNKNOWN', 'sample_short'],
  ['IMG-03', facts('sample', { bytes: 100_000 }), 'FAIL', 'not_met'],
  ['IMG-03', facts('sample', { bytes: 30_000_000 }), 'FAIL', 'not_met'],
  ['IMG-04', facts('sample', { longestKeyFrameS: 9.5 }), 'FAIL', 'not_met'],
  ['IMG-04', facts('sample', { longestKeyFrameS: null }), 'UNKNOWN', 'no_key_frame'],
  ['IMG-05', facts('imaging', { irCutFilter: 'ON' }), 'FAIL', 'not_met'],
  ['IMG-05', facts('imaging', { irCutFilter: null }), 'UNKNOWN', 'not_offered'],
  ['IMG-06', facts('imaging', { wideDynamicRange: 'OFF' }), 'FAIL', 'not_met'],
  ['IMG-06', {}, 'N/A', 'other_zone', 'yard'],
  ['IMG-08', facts('overlay', { showsDateAndTime: false }), 'FAIL', 'not_met'],
  ['TIM-01', facts('clock', { setBy: 'Manual' }), 'FAIL', 'clock_by_hand'],
  ['TIM-01', facts('ntp', { servers: [] }), 'FAIL', 'no_time_server'],
  ['TIM-01', failed('ntp', 'unauthorised'), 'UNKNOWN', 'unauthorised'],
  ['TIM-02', facts('clock', { offsetMs: -2_000 }), 'PASS', 'met'],
  ['TIM-02', facts('clock', { offsetMs: 5_000 }), 'WARN', 'in_part'],
  ['TIM-02', facts('clock', { offsetMs: -5_001 }), 'FAIL', 'not_met'],
  ['TIM-02', facts('clock', { offsetMs: null }), 'UNKNOWN', 'bad_reply'],
  ['TIM-03', facts('clock', { utcOffsetMinutes: 0 }), 'FAIL', 'not_met'],
  ['TIM-03', facts('clock', { daylightSaving: true }), 'FAIL', 'not_met'],
  ['TIM-03', facts('clock', { utcOffsetMinutes: null }), 'UNKNOWN', 'bad_reply'],
  ['TIM-03', facts('clock', { daylightSaving: null }), 'UNKNOWN', 'bad_reply'],
  ['NET-01', facts('health', { upMs: 600 * 3_600_000 }), 'FAIL', 'not_met'],
  ['NET-01', facts('health', { knownMs: 3_600_000, upMs: 3_600_000 }), 'UNKNOWN', 'history_short'],
  ['NET-01', facts('health', { knownMs: 0, upMs: 0 }), 'UNKNOWN', 'history_short'],
  ['SEC-01', { anonymous: [...refused, open('snapshot')] }, 'FAIL', 'answered_without_account'],
  ['SEC-01', { anonymous: refused.slice(0, 1) }, 'UNKNOWN', 'asked_in_part'],
  ['SEC-01', { ...hasSnapshot, anonymous: [...refused, silentSnapshot('no_answer')] }, 'UNKNOWN', 'asked_in_part'],
  ['SEC-01', { ...hasSnapshot, anonymous: [...refused, silentSnapshot('not_offered')] }, 'PASS', 'met'],
  ['SEC-01', { snapshotAddress: null }, 'UNKNOWN', 'asked_in_part'],
  ['SEC-01', { snapshotAddress: read('snapshotAddress', true) }, 'UNKNOWN', 'asked_in_part'],
  ['SEC-01', { snapshotAddress: read('snapshotAddress', false) }, 'PASS', 'met'],
  ['SEC-01', failed('snapshotAddress', 'unauthorised'), 'UNKNOWN', 'asked_in_part'],
  ['SEC-01', { anonymous: [] }, 'UNKNOWN', 'not_asked'],
  ['SEC-04', facts('services', { overPlainHttp: true }), 'WARN', 'http_open'],
  ['SEC-04', failed('services', 'no_answer'), 'UNKNOWN', 'no_answer'],
  ['SEC-04', facts('tls', { protocol: null }), 'FAIL', 'no_tls'],
  ['SEC-04', facts('tls', { protocol: 'TLSv1.1' }), 'FAIL', 'not_met'],
  [
    'SEC-04',
    { ...facts('tls', { protocol: null }), ...failed('protocols', 'unauthorised') },
    'UNKNOWN',
    'unauthorised',
  ],
  ['SEC-05', facts('tls', { validTo: '2026-12-20T00:00:00Z' }), 'FAIL', 'not_met'],
  ['SEC-05', facts('tls', { validTo: '2026-01-01T00:00:00Z' }), 'FAIL', 'not_met'],
  ['SEC-05', facts('tls', { selfSigned: true }), 'WARN', 'self_signed'],
  ['SEC-05', facts('tls', { protocol: null, validTo: null }), 'N/A', 'no_tls'],
  [
    'SEC-07',
    {
      anonymous: [
        read('anonymous.rtsp', {
          way: 'rtsp' as const,
          result: 'refused' as const,
          challenges: ['Basic realm="c"', 'Digest realm="c"'],
        }),
      ],
    },
    'FAIL',
    'basic_offered',
  ],
  ['SEC-07', { anonymous: [open('onvif'), open('rtsp')] }, 'UNKNOWN', 'no_challenge'],
  ['SEC-07', { anonymous: refused.slice(1) }, 'UNKNOWN', 'asked_in_part'],
  ['SEC-07', hasSnapshot, 'UNKNOWN', 'asked_in_part'],
  ['PRI-03', facts('profiles', { profiles: audioProfile }), 'FAIL', 'audio_offered'],
  ['PRI-03', facts('sample', { hasAudio: true }), 'FAIL', 'audio_offered'],
  ['PRI-03', facts('sample', { hasAudio: null }), 'UNKNOWN', 'bad_reply'],
  ['PRI-03', failed('sample', 'no_answer'), 'UNKNOWN', 'no_answer'],
  ['PRI-03', facts('profiles', { profiles: [] }), 'UNKNOWN', 'bad_reply'],
  ['PRI-03', failed('profiles', 'not_offered'), 'UNKNOWN', 'not_offered'],
];

const measured = [...new Set(rows.map(([rule]) => rule))];

const vantages: Readonly<Record<string, string>> = { 'REG-03': 'manual', 'NET-01': 'product-log' };

describe('a camera that keeps every measured rule', () => {
  it.each(measured)('passes %s, with a value and its evidence', (rule) => {
    const verdict = judge(goodReadings).get(rule);
    expect(verdict).toMatchObject({ result: 'PASS', reason: 'met', vantage: vantages[rule] ?? 'camera' });
    expect(verdict?.value?.vi).toBeTruthy();
    expect(verdict?.evidenceIds.length).toBeGreaterThan(0);
  });

  it('is UNKNOWN, with the reason, by every rule that nothing measures', () => {
    const rest = [...judge(goodReadings)].filter(([rule]) => !measured.includes(rule));
    expect(rest).toHaveLength(54 - measured.length);
    expect(rest.map(([, { result }]) => result)).toEqual(rest.map(() => 'UNKNOWN'));
  });

  it('is told numbers as both languages write them', () => {
    const verdict = judge({ ...goodReadings, ...facts('sample', { frames: 82 }) }).get('IMG-02');
    expect(verdict?.value).toEqual({ vi: '8,1 hình/giây', en: '8.1 fps' });
  });
});

const cases = rows.map(([rule, change, result, reason, zone]) => ({ rule, change, result, reason, zone }));

describe('one reading that is otherwise', () => {
  it.each(cases)('is told apart by $rule: $result, $reason', ({ rule, change, result, reason, zone }) => {
    expect(judge({ ...goodReadings, ...change }, zone).get(rule)).toMatchObject({ result, reason });
  });

  it('has its reason in words of both languages', () => {
    for (const { rule, change, reason, zone } of cases) {
      const params = judge({ ...goodReadings, ...change }, zone).get(rule)?.params ?? {};
      const sentences = (['vi', 'en'] as const).map((locale) => reasonSentence(reason, params, locale));
      expect(sentences.every((sentence) => sentence !== reason && !/[{}]/u.test(sentence))).toBe(true);
    }
  });
});

describe('a verdict', () => {
  const arbitrary = record(
    Object.fromEntries(
      Object.entries(goodReadings)
        .filter(([key]) => key !== 'anonymous')
        .map(([key, reading]) => [
          key,
          oneof(
            constant(null),
            constant({ ...reading, evidenceIds: [] }),
            record({
              evidenceIds: constant([key]),
              outcome: constantFrom(...readOutcomes),
              facts: constant(null),
            }),
          ),
        ]),
    ),
  );

  it('is never PASS without evidence', () => {
    assert(
      property(arbitrary, boolean(), (readings, asked) => {
        const anonymous = asked ? goodReadings.anonymous.map((one) => ({ ...one, evidenceIds: [] })) : [];
        const verdicts = judge({ ...noReadings, ...readings, anonymous });
        expect([...verdicts.values()].filter(({ result }) => result === 'PASS')).toEqual([]);
      }),
    );
  });

  /** Readings as they come: good ones with any of the faults above. A snapshot is asked for where it has an address alone. */
  const mixed = subarray(cases.map(({ change }) => change)).map((changes): Readings => {
    const readings: Readings = Object.assign({}, goodReadings, ...changes);
    const asked = readings.anonymous.some(({ evidenceIds }) => evidenceIds.includes('anonymous.snapshot'));
    return asked ? { ...readings, ...hasSnapshot } : readings;
  });
  /** Each piece that can be lost: a reading, or one of the questions without an account. */
  const without: readonly ((readings: Readings) => Readings)[] = [
    ...Object.keys(noReadings)
      .filter((key) => key !== 'anonymous')
      .map((key) => (readings: Readings) => ({ ...readings, [key]: null })),
    ...[0, 1, 2].map((lost) => (readings: Readings) => ({
      ...readings,
      anonymous: readings.anonymous.filter((_one, index) => index !== lost),
    })),
  ];

  it('never becomes PASS by the loss of a piece of evidence', () => {
    const zones = constantFrom<CameraZone[]>('gate_street', 'yard');
    const losses = subarray([...without], { minLength: 1, maxLength: 4 });
    assert(
      property(mixed, zones, losses, (readings, zone, lost) => {
        const before = judge(readings, zone);
        const after = judge(
          lost.reduce((kept, lose) => lose(kept), readings),
          zone,
        );
        const gained = [...after.values()].filter(
          ({ ruleId, result }) => result === 'PASS' && before.get(ruleId)?.result !== 'PASS',
        );
        expect(gained).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is never PASS of a camera that was not asked, nor by a profile whose text is not there', () => {
    for (const unasked of ['no_permission', 'outside_ranges', 'collector_failed'] as const) {
      const results = [...judge(goodReadings, 'yard', unasked).values()].map(({ result }) => result);
      expect(new Set(results)).toEqual(new Set(['UNKNOWN']));
    }
    const about = { cameraId: '', zone: 'yard', readings: goodReadings, unasked: null, at } as const;
    const verdicts = judgeCamera(auditRules, placeholder, about);
    expect(new Set(verdicts.map(({ result, reason }) => `${result} ${reason}`))).toEqual(new Set(['UNKNOWN no_text']));
  });
});
