import { describe, expect, it } from 'vitest';
import { evidenceText, readEvidenceText, withoutSecrets } from './auditEvidence.ts';

describe('the text of evidence', () => {
  it('gives back how it was asked and what was answered', () => {
    const body = evidenceText({ outcome: 'answered', askedAtMs: 12, remark: 'two\nlines' }, '<a>\n\n</a>');
    const { head, answer } = readEvidenceText(body);
    expect([...head]).toEqual([
      ['outcome', 'answered'],
      ['askedAtMs', '12'],
      ['remark', 'two lines'],
    ]);
    expect(answer).toBe('<a>\n\n</a>');
  });

  it('that is none of ours is read as nothing', () => {
    expect(readEvidenceText('no head at all').answer).toBe('');
  });
});

describe('an answer', () => {
  it.each([
    ['<XAddr>http://10.1.2.3:8000/onvif/x</XAddr>', '<XAddr>http://[camera]/onvif/x</XAddr>'],
    ['<Uri>rtsp://admin:secret@[fe80::1]:554/live</Uri>', '<Uri>rtsp://[camera]/live</Uri>'],
    [
      '<Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace>',
      '<Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace>',
    ],
    ['<Uri>http://www.onvif.org.example/x</Uri>', '<Uri>http://[camera]/x</Uri>'],
    ['o=- 1 1 IN IP4 10.1.2.3', 'o=- 1 1 IN IP4 [camera]'],
    ['Digest realm="c", nonce="abc", qop="auth"', 'Digest realm="c", nonce="…", qop="auth"'],
    [
      '<Uri>rtsp://10.1.2.3/user=admin_password=secret_channel=1</Uri><P token="Profile_1"/>',
      '<Uri>rtsp://[camera]/user=…</Uri><P token="Profile_1"/>',
    ],
    ['<Uri>http://10.1.2.3/snap?usr=admin&amp;pwd=secret</Uri>', '<Uri>http://[camera]/snap?usr=…&amp;pwd=…</Uri>'],
  ])('%s is kept without addresses and nonces', (given, kept) => {
    expect(withoutSecrets(given)).toBe(kept);
  });

  it('does not name the camera where it tells its own address outside of a link', () => {
    const hosts = ['10.1.2.3', 'fe80::1', 'camera'];
    expect(withoutSecrets('{"CN":"10.1.2.3"} fe80::1 10.1.2.30 110.1.2.3 a camera', hosts)).toBe(
      '{"CN":"[camera]"} [camera] 10.1.2.30 110.1.2.3 a camera',
    );
  });
});
