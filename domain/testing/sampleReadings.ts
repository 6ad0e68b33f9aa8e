import { type Reading, type Readings, noReadings } from '../auditReadings.ts';

/** An answered question, with an id made of its name. */
export function read<Facts>(name: string, facts: Facts): Reading<Facts> {
  return { evidenceIds: [name], outcome: 'answered', facts };
}

/** What is read of an invented camera that keeps every rule that is measured. */
export const goodReadings: Readings = {
  ...noReadings,
  registry: read('registry', {
    code: 'MP-001-C01',
    name: 'Cổng chính',
    zone: 'gate_street' as const,
    bearing: 90,
    schoolLon: 106.7,
    schoolLat: 10.77,
    asset: {
      model: 'SM-1',
      serialNumber: '0001',
      supportUntil: '2030-01-01',
      purpose: 'an ninh cổng',
      personInCharge: 'Văn phòng',
      lon: 106.7001,
      lat: 10.7701,
    },
  }),
  health: read('health', { from: '', to: '', knownMs: 720 * 3_600_000, upMs: 700 * 3_600_000 }),
  clock: read('clock', {
    offsetMs: 400,
    setBy: 'NTP',
    utcOffsetMinutes: 420,
    daylightSaving: false,
    durationMs: 40,
  }),
  services: read('services', { namespaces: [], durationMs: 60, overPlainHttp: false }),
  device: read('device', { manufacturer: 'Sao Mai', model: 'SM-1', firmwareVersion: '1.10', serialNumber: '0001' }),
  scopes: read('scopes', ['onvif://www.onvif.org/Profile/T', 'onvif://www.onvif.org/name/MP-001-C01']),
  hostname: read('hostname', 'mp-001-c01'),
  overlay: read('overlay', { texts: ['MP-001-C01'], showsDateAndTime: true }),
  ntp: read('ntp', { servers: ['10.0.0.1'], fromDhcp: false }),
  protocols: read('protocols', { protocols: [{ name: 'HTTPS', enabled: true, ports: [443] }] }),
  imaging: read('imaging', { irCutFilter: 'AUTO', wideDynamicRange: 'ON' }),
  profiles: read('profiles', {
    profiles: [
      {
        token: '1',
        codec: 'h264',
        width: 1_920,
        height: 1_080,
        frameRate: 25,
        kbps: 4_000,
        govLength: 50,
        hasAudio: false,
      },
      { token: '2', codec: 'h264', width: 640, height: 360, frameRate: 25, kbps: 500, govLength: 50, hasAudio: false },
    ],
  }),
  snapshotAddress: { evidenceIds: ['snapshotAddress'], outcome: 'not_offered', facts: null },
  sample: read('sample', {
    codec: 'h264' as const,
    width: 1_920,
    height: 1_080,
    hasAudio: false,
    firstKeyFrameMs: 700,
    seconds: 10,
    frames: 251,
    bytes: 3_750_000,
    longestKeyFrameS: 2,
  }),
  anonymous: [
    read('anonymous.onvif', {
      way: 'onvif' as const,
      result: 'refused' as const,
      challenges: ['Digest realm="c", algorithm=SHA-256'],
    }),
    read('anonymous.rtsp', { way: 'rtsp' as const, result: 'refused' as const, challenges: ['Digest realm="c"'] }),
  ],
  tls: read('tls', {
    port: 443,
    protocol: 'TLSv1.3',
    validTo: '2027-11-26T00:00:00Z',
    selfSigned: false,
    checkedAt: '2026-11-26T00:00:00Z',
  }),
};
