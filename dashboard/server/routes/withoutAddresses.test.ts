import { describe, expect, it } from 'vitest';
import { withoutAddresses } from './withoutAddresses.ts';

describe('remarks without addresses', () => {
  it.each([
    ['connect ECONNREFUSED 10.20.30.40:554', 'connect ECONNREFUSED …'],
    ['rtsp://root:secret@cam-7.school.local:554/main answered 454', '… answered 454'],
    ['getaddrinfo ENOTFOUND cam-7.school.local:80', 'getaddrinfo ENOTFOUND …'],
    ['connect EHOSTUNREACH fe80:0:0:0:1:2:3:4', 'connect EHOSTUNREACH …'],
    ['connect EHOSTUNREACH 2001:db8::17:4', 'connect EHOSTUNREACH …'],
  ])('writes "%s" as "%s"', (remark, clean) => {
    expect(withoutAddresses(remark)).toBe(clean);
  });

  it.each(['media2: HTTP 500', 'firmware 1.10', 'answered at 12:30:15', 'GetProfiles: timeout after 5000 ms'])(
    'leaves "%s" alone',
    (remark) => {
      expect(withoutAddresses(remark)).toBe(remark);
    },
  );
});
