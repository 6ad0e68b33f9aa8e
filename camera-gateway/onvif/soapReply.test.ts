import { array, constantFrom, oneof, sample, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OnvifError } from './onvifError.ts';
import { child, children, decodeReply, faultOf, parseSoapBody, textOf } from './soapReply.ts';

const envelope = (body: string) => `<?xml version="1.0"?><s:Envelope xmlns:s="x"><s:Body>${body}</s:Body></s:Envelope>`;

function reasonOf(text: string): string {
  try {
    parseSoapBody(text);
    return 'taken';
  } catch (error) {
    return error instanceof OnvifError ? error.reason : 'a bug';
  }
}

describe('parseSoapBody', () => {
  it('keeps values as strings', () => {
    const body = parseSoapBody(envelope('<A><F>1.10</F><S>00012345678901234567</S><T>true</T><E>1e5</E></A>'));
    expect(child(body, 'A')).toEqual({ F: '1.10', S: '00012345678901234567', T: 'true', E: '1e5' });
  });

  it('reads undeclared prefixes, single elements and several of one name', () => {
    const body = parseSoapBody(envelope('<x:A><y:P t="1"/><q:R t="2"/><P t="3"/></x:A>'));
    const tokens = (name: string) => children(child(body, 'A'), name).map((node) => textOf(node, '@t'));
    expect([tokens('P'), tokens('R'), tokens('Q')]).toEqual([['1', '3'], ['2'], []]);
  });

  it('decodes entities and removes what neither a database nor a screen takes', () => {
    const body = parseSoapBody(envelope('<A> a&amp;b &lt;c&gt; &#233;\u0007d </A>'));
    expect(textOf(body, 'A')).toBe('a&b <c> é d');
  });

  it.each([
    ['a document type', `<!DOCTYPE x [<!ENTITY a "aaaa">]>${envelope('<A>&a;</A>')}`, 'bad_reply'],
    ['truncated XML', envelope('<A>1</A>').slice(0, -10), 'bad_reply'],
    ['a web page', '<html><body><p>Login<br></body></html>', 'bad_reply'],
    ['well-formed XML that is no SOAP', '<a><b/></a>', 'bad_reply'],
    ['an empty body', '', 'bad_reply'],
    ['a zero byte', envelope('<A>\0</A>'), 'bad_reply'],
    ['deep nesting', envelope('<a>'.repeat(5_000) + '</a>'.repeat(5_000)), 'bad_reply'],
    ['much mark-up', envelope('x<b/>'.repeat(400_000)), 'too_large'],
    [
      'many attributes',
      envelope(`<a ${Array.from({ length: 70_000 }, (_, i) => `b${i}="1"`).join(' ')}/>`),
      'too_large',
    ],
  ])('refuses %s', (_what, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('never fails otherwise than with its own error, whatever comes', () => {
    const piece = constantFrom(
      '<',
      '>',
      '/',
      '=',
      '"',
      "'",
      '&',
      ';',
      ' ',
      'a',
      's:',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?',
    );
    const mess = oneof(
      string({ unit: 'binary' }),
      array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    const reasons = new Set(
      sample(mess, 500).flatMap((text) => [
        reasonOf(text),
        reasonOf(envelope(text)),
        reasonOf(envelope(`<a>${text}</a>`)),
      ]),
    );
    expect([...reasons].filter((reason) => !['taken', 'bad_reply', 'too_large'].includes(reason))).toEqual([]);
  });

  it('does not look up names of the prototype', () => {
    const body = parseSoapBody(envelope('<A/>'));
    expect([child(body, 'constructor'), textOf(body, '__proto__', 'toString')]).toEqual([null, null]);
  });
});

describe('decodeReply', () => {
  const cases: readonly [string, Buffer, string][] = [
    ['UTF-8 by default', Buffer.from('<a>trường</a>'), 'application/soap+xml'],
    ['a byte order mark', Buffer.from('\uFEFF<a>trường</a>', 'utf16le'), 'text/xml; charset=utf-8'],
    ['an unknown name as UTF-8', Buffer.from('<a>trường</a>'), 'text/xml; charset=klingon'],
  ];
  it.each(cases)('reads %s', (_what, bytes, contentType) => {
    expect(decodeReply(bytes, contentType)).toContain('trường');
  });

  it('reads the character set of the header before that of the prolog', () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', 'latin1');
    const chinese = Buffer.concat([Buffer.from('<a>'), Buffer.from([0xd6, 0xd0]), Buffer.from('</a>')]);
    expect(decodeReply(latin, 'text/xml')).toContain('é');
    expect(decodeReply(chinese, 'text/xml; charset="gb2312"')).toContain('中');
  });
});

describe('faultOf', () => {
  it('reads faults of SOAP 1.2 with their subcodes', () => {
    const fault =
      '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code>' +
      '<s:Reason><s:Text xml:lang="en">You still have 4 attempt(s)</s:Text></s:Reason></s:Fault>';
    const expected = { codes: ['Sender', 'NotAuthorized'], reason: 'You still have 4 attempt(s)' };
    expect(faultOf(parseSoapBody(envelope(fault)))).toEqual(expected);
  });

  it('reads faults of SOAP 1.1', () => {
    const fault = '<Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></Fault>';
    expect(faultOf(parseSoapBody(envelope(fault)))).toEqual({ codes: ['Client'], reason: 'no' });
    expect(faultOf(parseSoapBody(envelope('<A/>')))).toBeNull();
  });
});
