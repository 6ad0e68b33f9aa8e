import { describe, expect, it } from 'vitest';
import { parseSoapRequest, SoapSyntaxError } from './soapRequest.ts';

function soap(body: string, header = ''): string {
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

const token = `<w:Security xmlns:w="wsse"><w:UsernameToken><w:Username>a&amp;b</w:Username>
<w:Password Type="http://x#PasswordDigest">QUI=</w:Password><w:Nonce EncodingType="y">bg==</w:Nonce>
<u:Created xmlns:u="wsu">2026-11-01T00:00:00Z</u:Created></w:UsernameToken></w:Security>`;

describe('a SOAP request', () => {
  it('is read whatever its prefixes, with arguments as text', () => {
    const request = parseSoapRequest(
      soap('<x:GetStreamUri xmlns:x="trt"><x:ProfileToken>00012345678901234567</x:ProfileToken></x:GetStreamUri>'),
    );
    expect(request.operation).toBe('GetStreamUri');
    expect(request.argument('ProfileToken')).toBe('00012345678901234567');
    expect(request.argument('Nothing', 'There')).toBeNull();
    expect(request.token).toBeNull();
  });

  it('has its user name token read with escapes undone', () => {
    expect(parseSoapRequest(soap('<GetUsers/>', token)).token).toEqual({
      username: 'a&b',
      password: 'QUI=',
      digest: true,
      nonce: 'bg==',
      created: '2026-11-01T00:00:00Z',
    });
  });

  it.each([
    '',
    'not xml',
    '<a>',
    soap(''),
    soap('   text only   '),
    `<!DOCTYPE x [<!ENTITY a "b">]>${soap('<GetUsers/>')}`,
    `<!doctype x SYSTEM "http://127.0.0.1/">${soap('<GetUsers/>')}`,
    soap('<GetUsers>').replace('</s:Envelope>', ''),
    `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`,
    soap('<GetUsers/>').slice(0, 120),
    '\u0000\u0001\u0002',
    '{"json": true}',
    soap('<GetUsers><constructor>x</constructor></GetUsers>'),
    soap('<__proto__><polluted>x</polluted></__proto__>'),
  ])('is refused when it is hostile or broken (%#)', (text) => {
    expect(() => parseSoapRequest(text)).toThrow(SoapSyntaxError);
  });

  it('does not reach into the prototypes of objects', () => {
    const request = parseSoapRequest(soap('<GetUsers><name>x</name></GetUsers>'));
    expect(request.argument('toString')).toBeNull();
    expect(request.argument('__proto__', 'toString')).toBeNull();
  });
});
