import { describe, expect, it } from 'vitest';
import { DigestDesk, type DigestManner, digestResponse, parseDigestAnswer } from './digest.ts';

const account = { username: 'Mufasa', password: 'Circle of Life' };
const example = {
  username: 'Mufasa',
  realm: 'http-auth@example.org',
  uri: '/dir/index.html',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  qop: { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
};
const manner: DigestManner = { realm: 'IP Camera(1)', digest: ['SHA-256', 'MD5'], qop: true, nonceLifeMs: 60_000 };

describe('digest responses', () => {
  it('match the MD5 and SHA-256 examples of RFC 7616 §3.9.1', () => {
    expect(digestResponse({ ...example, algorithm: 'MD5' }, 'GET', account.password)).toBe(
      '8ca523f5e9506fed4657c9700eebdbec',
    );
    expect(digestResponse({ ...example, algorithm: 'SHA-256' }, 'GET', account.password)).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });
});

describe('the digest header', () => {
  it('is read with quoted, escaped and bare values', () => {
    const answer = parseDigestAnswer(
      'Digest username="a\\"b", realm="r, with comma", nonce="n", uri="/x", response="AB", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"',
    );
    expect(answer).toEqual({
      username: 'a"b',
      realm: 'r, with comma',
      nonce: 'n',
      uri: '/x',
      response: 'ab',
      algorithm: 'MD5',
      qop: { nc: '00000001', cnonce: 'c' },
    });
  });

  it.each(['', 'Basic YTpi', 'Digest ', 'Digest username="a"', `Digest ${'x="'.repeat(4000)}`])(
    'is refused when it is no complete digest answer (%#)',
    (header) => {
      expect(parseDigestAnswer(header)).toBeNull();
    },
  );
});

describe('the digest desk', () => {
  function answerTo(challenge: string, password: string) {
    const nonce = /nonce="([^"]+)"/u.exec(challenge)?.[1] ?? '';
    const unsigned = {
      username: 'Mufasa',
      realm: manner.realm,
      nonce,
      uri: '/x',
      algorithm: 'MD5',
      qop: null,
    } as const;
    return { ...unsigned, response: digestResponse(unsigned, 'DESCRIBE', password) };
  }

  it('offers one challenge per algorithm, strongest first, without naming MD5', () => {
    const [first, second] = new DigestDesk(() => 0).challenges(manner, false);
    expect(first).toContain('algorithm=SHA-256');
    expect(second).not.toContain('algorithm');
    expect(second).toContain('qop="auth"');
  });

  it('grants the right password, refuses a wrong one, and calls an old nonce stale', () => {
    let now = 1_000_000;
    const desk = new DigestDesk(() => now);
    const [challenge = ''] = desk.challenges(manner, false);
    expect(desk.judge(answerTo(challenge, account.password), manner, account, 'DESCRIBE')).toBe('granted');
    expect(desk.judge(answerTo(challenge, 'wrong'), manner, account, 'DESCRIBE')).toBe('refused');
    now += 60_001;
    expect(desk.judge(answerTo(challenge, account.password), manner, account, 'DESCRIBE')).toBe('stale');
    expect(desk.challenges(manner, true)[0]).toContain('stale=true');
  });

  it('refuses a nonce that it did not give', () => {
    const desk = new DigestDesk(() => 0);
    expect(desk.judge(answerTo('nonce="0.abc"', account.password), manner, account, 'DESCRIBE')).toBe('refused');
    const [foreign = ''] = new DigestDesk(() => 0).challenges(manner, false);
    expect(desk.judge(answerTo(foreign, account.password), manner, account, 'DESCRIBE')).toBe('refused');
  });
});
