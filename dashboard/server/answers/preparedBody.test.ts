import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { acceptedEncoding, PreparedBody } from './preparedBody.ts';

const long = 'Trường Tiểu học Mô Phỏng '.repeat(200);

describe('a prepared body', () => {
  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0.0', 'identity'],
    [undefined, 'identity'],
  ])('answers %s with %s', (header, encoding) => {
    expect(acceptedEncoding(header)).toBe(encoding);
  });

  it('says the same in every encoding', async () => {
    const body = new PreparedBody('text/plain', long);
    expect(brotliDecompressSync(await body.bytes('br')).toString()).toBe(long);
    expect(gunzipSync(await body.bytes('gzip')).toString()).toBe(long);
    expect((await body.bytes('identity')).toString()).toBe(long);
  });

  it('compresses once and hands out the same bytes', async () => {
    const body = new PreparedBody('text/plain', long);
    expect(await body.bytes('br')).toBe(await body.bytes('br'));
  });

  it('leaves small bodies as they are', () => {
    expect(new PreparedBody('text/plain', 'short').encodingFor('br')).toBe('identity');
  });

  it('takes its version from what it says, not from when', () => {
    const early = new PreparedBody('text/plain', '{"schools":[],"asOf":1}', '[]');
    const late = new PreparedBody('text/plain', '{"schools":[],"asOf":2}', '[]');
    expect(late.etag).toBe(early.etag);
  });
});
