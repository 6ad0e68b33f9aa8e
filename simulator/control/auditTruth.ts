import { type CameraRoster, type CameraState, codecOf } from '../cameraState.ts';
import type { Camera } from '../city/city.ts';
import type { Fault } from '../faults/fault.ts';
import type { LiveStreams } from '../rtsp/liveStreams.ts';

type Expected = 'PASS' | 'WARN' | 'FAIL' | 'UNKNOWN' | 'N/A';

/** What a right audit finds of a camera now, by rule; a rule that is not named cannot be told from here. */
export interface AuditTruth {
  readonly code: string;
  readonly expected: Readonly<Record<string, Expected>>;
}

/** Faults under which answers depend on the moment: nothing is promised then. */
const unsteady: ReadonlySet<Fault['kind']> = new Set(['slow', 'dropping']);

const vietnamHours = 7;
const [passClockMs, warnClockMs] = [2_000, 5_000];
/** Cameras tell whole seconds: nearer to a limit than this nothing is promised. */
const clockDoubtMs = 700;

function passIf(condition: boolean): Expected {
  return condition ? 'PASS' : 'FAIL';
}

/** Of what is on record the lists that the simulator hands out hold names and bearings, and nothing of devices. */
const onRecord: Readonly<Record<string, Expected>> = { 'REG-01': 'FAIL', 'REG-03': 'FAIL' };

const dark: Readonly<Record<string, Expected>> = {
  'REG-02': 'UNKNOWN',
  'ITF-02': 'UNKNOWN',
  'ITF-04': 'UNKNOWN',
  'ITF-05': 'UNKNOWN',
  'IMG-01': 'UNKNOWN',
  'IMG-02': 'UNKNOWN',
  'IMG-03': 'UNKNOWN',
  'IMG-04': 'UNKNOWN',
  'IMG-05': 'UNKNOWN',
  'IMG-08': 'UNKNOWN',
  'TIM-01': 'UNKNOWN',
  'TIM-02': 'UNKNOWN',
  'TIM-03': 'UNKNOWN',
  'SEC-01': 'UNKNOWN',
  'SEC-04': 'UNKNOWN',
  'SEC-05': 'UNKNOWN',
  'SEC-07': 'UNKNOWN',
  'PRI-03': 'UNKNOWN',
};

/** The true settings of a camera, held against the limits that its city has set; nothing is asked of it. */
export function auditTruth(state: CameraState, roster: CameraRoster, streams: LiveStreams): AuditTruth {
  const { camera } = state;
  const fault = roster.board.get(camera.code)?.fault ?? null;
  if (fault !== null && unsteady.has(fault.kind)) return { code: camera.code, expected: {} };
  const asksOnvif = camera.reach !== 'rtsp';
  if (fault?.kind === 'off') {
    const reach: Expected = asksOnvif ? 'FAIL' : 'UNKNOWN';
    const stream: Expected = camera.reach === 'onvif' ? 'UNKNOWN' : 'FAIL';
    return { code: camera.code, expected: { ...onRecord, ...dark, 'ITF-01': reach, 'ITF-03': stream } };
  }
  const isRefused = fault?.kind === 'wrong_password';
  const expected = {
    ...onRecord,
    ...streamTruth(state, streams, { isRefused, fault }),
    ...(asksOnvif ? clockTruth(state, roster, isRefused) : clockUnknown),
    ...(asksOnvif ? onvifTruth(camera, isRefused) : onvifUnknown),
    ...accessTruth(camera, isRefused),
    'PRI-03': audioTruth(camera, isRefused),
  };
  return { code: camera.code, expected };
}

const onvifUnknown: Readonly<Record<string, Expected>> = {
  'REG-02': 'UNKNOWN',
  'ITF-01': 'UNKNOWN',
  'ITF-02': 'UNKNOWN',
  'ITF-05': 'UNKNOWN',
  'IMG-05': 'UNKNOWN',
  'IMG-08': 'UNKNOWN',
  'SEC-04': 'UNKNOWN',
  'SEC-05': 'UNKNOWN',
};
const clockUnknown: Readonly<Record<string, Expected>> = {
  'TIM-01': 'UNKNOWN',
  'TIM-02': 'UNKNOWN',
  'TIM-03': 'UNKNOWN',
};

function streamTruth(
  state: CameraState,
  streams: LiveStreams,
  { isRefused, fault }: { readonly isRefused: boolean; readonly fault: Fault | null },
): Readonly<Record<string, Expected>> {
  const source = streams.source(state, 'main', fault?.kind === 'key_frame_10s');
  const unseen = { 'ITF-04': 'UNKNOWN', 'IMG-01': 'UNKNOWN', 'IMG-02': 'UNKNOWN', 'IMG-04': 'UNKNOWN' } as const;
  // One that only ONVIF knows has no stream to ask for once ONVIF refuses.
  if (isRefused || source === null) return { 'ITF-03': 'UNKNOWN', ...unseen };
  const { width, height, frameRate, gopFrames } = source;
  const leastRate = state.camera.zone === 'gate_street' ? 25 : 15;
  // Codec and size stand in the description, even where no picture comes.
  const described = { 'ITF-04': 'PASS', 'IMG-01': passIf(width >= 1_920 && height >= 1_080) } as const;
  if (fault?.kind === 'silent') return { ...described, 'ITF-03': 'FAIL', 'IMG-02': 'UNKNOWN', 'IMG-04': 'UNKNOWN' };
  return {
    ...described,
    // Ten seconds apart, key frames come late or not, as it happens.
    ...(fault?.kind === 'key_frame_10s' ? {} : { 'ITF-03': 'PASS' }),
    'IMG-02': passIf(frameRate >= leastRate),
    'IMG-04': passIf(gopFrames / frameRate <= 2),
  };
}

function clockTruth(state: CameraState, roster: CameraRoster, isRefused: boolean): Readonly<Record<string, Expected>> {
  const { clock, ntpServers, utcHours, daylightSaving } = state.camera.settings;
  const off = Math.abs(roster.clockOffsetMs(state));
  const isNear = [passClockMs, warnClockMs].some((limit) => Math.abs(off - limit) < clockDoubtMs);
  const offset: Expected = off <= passClockMs ? 'PASS' : off <= warnClockMs ? 'WARN' : 'FAIL';
  const servers: Expected = isRefused ? 'UNKNOWN' : passIf(ntpServers.length > 0);
  return {
    'TIM-01': clock === 'NTP' ? servers : 'FAIL',
    ...(isNear ? {} : { 'TIM-02': offset }),
    'TIM-03': passIf(utcHours === vietnamHours && !daylightSaving),
  };
}

function onvifTruth(camera: Camera, isRefused: boolean): Readonly<Record<string, Expected>> {
  const { settings, make, zone } = camera;
  const gate = zone === 'gate_street';
  if (isRefused) return { ...onvifUnknown, 'ITF-01': 'PASS', 'REG-02': 'UNKNOWN', 'IMG-06': gate ? 'UNKNOWN' : 'N/A' };
  const hasImaging = make.services.includes('imaging');
  const tls = settings.tls;
  const wide: Expected = hasImaging ? passIf(settings.wideDynamicRange) : 'UNKNOWN';
  const certificate = { trusted: 'PASS', expired: 'FAIL', self_signed: 'WARN' } as const;
  return {
    'REG-02': passIf(settings.named === 'by_code' && settings.nameOnPicture),
    'ITF-01': 'PASS',
    'ITF-02': passIf(settings.declaresProfiles),
    'ITF-05': passIf(codecOf(camera, 'sub') !== null),
    'IMG-05': hasImaging ? passIf(settings.irCutFilter === 'AUTO') : 'UNKNOWN',
    'IMG-06': gate ? wide : 'N/A',
    'IMG-08': 'PASS',
    // Its ONVIF is spoken over plain HTTP as well.
    'SEC-04': tls === null ? 'FAIL' : 'WARN',
    'SEC-05': tls === null ? 'N/A' : certificate[tls],
  };
}

function accessTruth({ settings, reach }: Camera, isRefused: boolean): Readonly<Record<string, Expected>> {
  const { openTo, basic, hasSnapshot } = settings;
  // Where a snapshot is, and whether there is one, is told to an account alone.
  const tellsAddresses = reach !== 'rtsp' && !isRefused;
  const asks = {
    onvif: reach !== 'rtsp',
    rtsp: reach !== 'onvif' || tellsAddresses,
    snapshot: tellsAddresses && hasSnapshot,
  };
  const isOpen = openTo !== 'nobody' && asks[openTo];
  const closed: Expected = tellsAddresses ? 'PASS' : 'UNKNOWN';
  const isChallenged = (['onvif', 'rtsp'] as const).some((way) => asks[way] && openTo !== way);
  const challenged: Expected = basic ? 'FAIL' : closed;
  return {
    'SEC-01': isOpen ? 'FAIL' : closed,
    'SEC-07': isChallenged ? challenged : 'UNKNOWN',
  };
}

function audioTruth({ settings, reach }: Camera, isUnseen: boolean): Expected {
  if (isUnseen) return 'UNKNOWN';
  if (settings.audio) return 'FAIL';
  return reach === 'rtsp' ? 'UNKNOWN' : 'PASS';
}
