import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import { judgeCamera } from '@khue/domain/auditVerdict';
import { readEvidence } from './readEvidence.ts';

const kinds = [
  'registry',
  'health',
  'onvif.device.GetSystemDateAndTime',
  'onvif.device.GetServices',
  'onvif.device.GetDeviceInformation',
  'onvif.device.GetScopes',
  'onvif.device.GetHostname',
  'onvif.device.GetNTP',
  'onvif.device.GetNetworkProtocols',
  'onvif.media2.GetProfiles',
  'onvif.media1.GetOSDs',
  'onvif.imaging.GetImagingSettings',
  'rtsp.describe',
  'rtp.sample',
  'tls.handshake',
] as const;

function piece(kind: string, body: string) {
  return { id: kind, kind, body };
}

function soap(response: string): string {
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>${response}</s:Body></s:Envelope>`;
}

function clock(inner: string) {
  const head = 'outcome: answered\naskedAtMs: 1000\nansweredAtMs: 1040\n\n';
  const told = `<GetSystemDateAndTimeResponse><SystemDateAndTime>${inner}</SystemDateAndTime></GetSystemDateAndTimeResponse>`;
  return readEvidence([piece('onvif.device.GetSystemDateAndTime', head + soap(told))]).clock;
}

describe('evidence that nobody can read', () => {
  it('gives no facts, and nothing passes by it', () => {
    const [profile] = shippedProfiles;
    if (profile === undefined) throw new Error('no profile is shipped');
    const heads = constantFrom('', 'outcome: answered\n\n', 'outcome: strange\n\n', 'outcome: answered\n\n{"zone":');
    assert(
      property(constantFrom(...kinds), heads, string(), (kind, head, rest) => {
        const readings = readEvidence([piece(kind, head + rest)]);
        const about = { cameraId: '', zone: 'yard', readings, unasked: null, at: '' } as const;
        const results = judgeCamera(auditRules, profile, about).map(({ result }) => result);
        expect(results).not.toContain('PASS');
      }),
    );
  });

  it.each(['<!DOCTYPE a><a/>', soap('<GetScopesResponse>'), soap('<s:Fault/>'), 'HTTP 500'])('such as %s', (answer) => {
    const body = `outcome: answered\n\n${answer}`;
    expect(readEvidence([piece('onvif.device.GetScopes', body)]).scopes).toMatchObject({ facts: null });
  });
});

describe('a clock', () => {
  it.each([
    ['ICT-7', 420],
    ['CST-8:30', 510],
    ['<+07>-7', 420],
    ['EST5EDT', -300],
    ['UTC0', 0],
    ['somewhere', null],
  ])('whose zone is %s is so many minutes ahead of UTC: %s', (zone, minutes) => {
    const escaped = zone.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const facts = clock(`<TimeZone><TZ>${escaped}</TZ></TimeZone>`)?.facts;
    expect(facts?.utcOffsetMinutes === null ? null : (facts?.utcOffsetMinutes ?? 0) + 0).toBe(minutes);
  });

  it('is told apart from ours by the middle of question and answer', () => {
    const at = '<Time><Hour>0</Hour><Minute>0</Minute><Second>3</Second></Time>';
    const day = '<Date><Year>1970</Year><Month>1</Month><Day>1</Day></Date>';
    expect(clock(`<UTCDateTime>${at}${day}</UTCDateTime>`)?.facts?.offsetMs).toBe(3_000 + 500 - 1_020);
  });
});

describe('questions that could not follow', () => {
  it('do not take a snapshot that stays silent for a stream that does', () => {
    const readings = readEvidence([
      piece('onvif.device.GetDeviceInformation', 'outcome: unauthorised\n\n'),
      piece('anonymous.snapshot', 'outcome: no_answer\n\n'),
      piece('anonymous.rtsp', 'outcome: unauthorised\n\n'),
    ]);
    expect(readings.sample).toMatchObject({ outcome: 'unauthorised', facts: null });
  });

  it('rest on the evidence of why', () => {
    const readings = readEvidence([piece('onvif.device.GetSystemDateAndTime', 'outcome: no_answer\n\n')]);
    expect(readings.scopes).toEqual({
      evidenceIds: ['onvif.device.GetSystemDateAndTime'],
      outcome: 'no_answer',
      facts: null,
    });
  });
});
