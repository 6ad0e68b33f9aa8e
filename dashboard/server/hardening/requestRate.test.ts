import { describe, expect, it } from 'vitest';
import { RequestRate, siteOf } from './requestRate.ts';

function rateAt(rate: { burst: number; perSecond: number }) {
  const time = { ms: 0 };
  return { time, rate: new RequestRate(rate, { now: () => time.ms }) };
}

describe('the rate of requests', () => {
  it('lets a burst through, then what the seconds give', () => {
    const { time, rate } = rateAt({ burst: 3, perSecond: 2 });
    for (let i = 0; i < 3; i += 1) rate.take('a');
    expect(() => rate.take('a')).toThrow(
      expect.objectContaining({ code: 'KHUE_TOO_MANY_ATTEMPTS', details: { seconds: 1 } }),
    );
    time.ms += 500;
    rate.take('a');
    expect(() => rate.take('a')).toThrow('Too many attempts');
    time.ms += 3_600_000;
    for (let i = 0; i < 3; i += 1) rate.take('a');
    expect(() => rate.take('a')).toThrow('Too many attempts');
  });

  it('counts everybody apart', () => {
    const { rate } = rateAt({ burst: 1, perSecond: 1 });
    rate.take('a');
    rate.take('b');
    expect(() => rate.take('a')).toThrow('Too many attempts');
  });

  it('says how long to wait where a second gives less than one', () => {
    const { rate } = rateAt({ burst: 1, perSecond: 0.1 });
    rate.take('a');
    expect(() => rate.take('a')).toThrow(expect.objectContaining({ details: { seconds: 10 } }));
  });

  it('survives a clock that is set back, and keeps its memory bounded', () => {
    const { time, rate } = rateAt({ burst: 2, perSecond: 1 });
    rate.take('a');
    time.ms -= 10_000;
    rate.take('a');
    for (let i = 0; i < 20_000; i += 1) rate.take(`client ${i}`);
    expect(rate.size).toBe(10_000);
  });
});

describe('the site of an address', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (address, site) => {
    expect(siteOf(address)).toBe(site);
  });
});
