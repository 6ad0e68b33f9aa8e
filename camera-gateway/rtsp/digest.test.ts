import { describe, expect, it } from 'vitest';
import { Authenticator, authorization, type Challenge, chooseChallenge } from './digest.ts';

function required(challenge: Challenge | null): Challenge {
  if (challenge === null) throw new Error('no challenge');
  return challenge;
}

const mufasa = { username: 'Mufasa', password: 'Circle of Life' };
const mufasaRequest = {
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const offered = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

describe('digest authentication', () => {
  it('answers the MD5 example of RFC 7616, 3.9.1', () => {
    const header = authorization(required(chooseChallenge([offered('MD5')])), mufasa, mufasaRequest);
    expect(header).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
    expect(header).toContain('nc=00000001');
  });

  it('answers the SHA-256 example of RFC 7616, 3.9.1', () => {
    const header = authorization(required(chooseChallenge([offered('SHA-256')])), mufasa, mufasaRequest);
    expect(header).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"');
  });

  it('answers the SHA-512-256 example with a hashed UTF-8 name, RFC 7616, 3.9.2 as corrected by erratum 4897', () => {
    const challenge = chooseChallenge([
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
    ]);
    const header = authorization(
      required(challenge),
      { username: 'J\u00e4s\u00f8n Doe', password: 'Secret, or not?' },
      { method: 'GET', uri: '/doe.json', count: 1, clientNonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v' },
    );
    expect(header).toContain('username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"');
    expect(header).toContain('response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"');
  });

  it('answers a challenge without qop in the form of RFC 2069', () => {
    const challenge = chooseChallenge([
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
    ]);
    const header = authorization(required(challenge), { username: 'Mufasa', password: 'CircleOfLife' }, mufasaRequest);
    expect(header).toContain('response="1949323746fe6a43ef61f9606e7febea"');
    expect(header).not.toContain('qop');
  });

  it('chooses SHA-256 over MD5 over Basic, in one header or in several', () => {
    const one = chooseChallenge([`Basic realm="a, b", ${offered('MD5')}, ${offered('SHA-256')}`]);
    const several = chooseChallenge(['Basic realm="cam"', offered('MD5'), offered('SHA-256')]);
    expect([one, several]).toMatchObject([{ algorithm: 'sha256' }, { algorithm: 'sha256' }]);
    expect(chooseChallenge(['Basic realm="cam"', offered('MD5')])).toMatchObject({ algorithm: 'md5' });
  });

  it('takes Basic only where nothing else can be answered', () => {
    const challenge = chooseChallenge(['Digest realm="x", nonce="n", algorithm=WHIRLPOOL', 'basic realm="x"']);
    const header = authorization(required(challenge), { username: 'học', password: 'khó' }, mufasaRequest);
    expect(header).toBe(`Basic ${Buffer.from('học:khó').toString('base64')}`);
  });

  it('finds nothing to answer in negotiation, auth-int alone, or nonsense', () => {
    expect(chooseChallenge(['Negotiate abcd==', 'Digest realm="x", nonce="n", qop="auth-int"', '=,,="'])).toBeNull();
  });

  it('unescapes and escapes quotes in the realm', () => {
    const challenge = required(chooseChallenge(['Digest realm="a \\"b\\" c", nonce="n"']));
    expect(challenge).toMatchObject({ realm: 'a "b" c' });
    expect(authorization(challenge, mufasa, mufasaRequest)).toContain('realm="a \\"b\\" c"');
  });
});

describe('Authenticator', () => {
  const stale = 'Digest realm="r", nonce="second", stale=TRUE';

  it('answers a challenge once and then stops at a refusal, even with a new nonce', () => {
    const authenticator = new Authenticator(mufasa);
    expect(authenticator.header('OPTIONS', 'rtsp://camera/')).toBeNull();
    expect(authenticator.retryAfter(['Digest realm="r", nonce="first"'], { withHeader: false })).toBe(true);
    expect(authenticator.header('OPTIONS', 'rtsp://camera/')).toContain('nonce="first"');
    expect(authenticator.retryAfter(['Digest realm="r", nonce="second"'], { withHeader: true })).toBe(false);
  });

  it('answers a stale nonce with the new one, but not the same one twice', () => {
    const authenticator = new Authenticator(mufasa);
    authenticator.retryAfter(['Digest realm="r", nonce="first"'], { withHeader: false });
    expect(authenticator.retryAfter([stale], { withHeader: true })).toBe(true);
    expect(authenticator.retryAfter([stale], { withHeader: true })).toBe(false);
  });

  it('answers a new nonce for an account that was accepted before', () => {
    const authenticator = new Authenticator(mufasa);
    authenticator.retryAfter(['Digest realm="r", nonce="first"'], { withHeader: false });
    authenticator.accepted();
    expect(authenticator.retryAfter(['Digest realm="r", nonce="second"'], { withHeader: true })).toBe(true);
  });

  it('counts the uses of a nonce', () => {
    const authenticator = new Authenticator(mufasa);
    authenticator.retryAfter(['Digest realm="r", nonce="first", qop="auth"'], { withHeader: false });
    authenticator.header('SETUP', 'rtsp://camera/');
    expect(authenticator.header('PLAY', 'rtsp://camera/')).toContain('nc=00000002');
  });

  it('has nothing to send without an account', () => {
    const authenticator = new Authenticator(null);
    expect(authenticator.retryAfter([offered('MD5')], { withHeader: false })).toBe(false);
    expect(authenticator.header('PLAY', 'rtsp://camera/')).toBeNull();
  });
});
