import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '@khue/domain/environment';
import { describe, expect, it } from 'vitest';
import { createVault, credentialsFromText, credentialsToText, parseSecretKeys } from './vault.ts';

const keys = new Map([
  ['old', randomBytes(32)],
  ['new', randomBytes(32)],
]);
const account = { username: 'viewer', password: 'mật khẩu' };

describe('the vault', () => {
  it('opens what it sealed, for the same owner', () => {
    const vault = createVault(keys, 'new');
    expect(vault.open(vault.seal('secret', 'camera-1'), 'camera-1')).toBe('secret');
  });

  it('seals the same text differently each time, and names its key', () => {
    const vault = createVault(keys, 'new');
    const [one, two] = [vault.seal('secret', 'camera-1'), vault.seal('secret', 'camera-1')];
    expect(one.sealed.equals(two.sealed)).toBe(false);
    expect(one.keyId).toBe('new');
  });

  it('opens with the key that sealed, whichever is active', () => {
    const sealed = createVault(keys, 'old').seal('secret', 'camera-1');
    expect(createVault(keys, 'new').open(sealed, 'camera-1')).toBe('secret');
  });

  it.each([
    ['for another owner', (sealed: Buffer) => sealed, 'camera-2'],
    [
      'with a changed byte',
      (sealed: Buffer) => Buffer.from(sealed.map((byte, i) => (i === 13 ? byte ^ 1 : byte))),
      'camera-1',
    ],
    ['cut short', (sealed: Buffer) => sealed.subarray(0, 9), 'camera-1'],
    ['empty', () => Buffer.alloc(0), 'camera-1'],
  ])('does not open what is sealed %s', (_what, change, owner) => {
    const vault = createVault(keys, 'new');
    const { keyId, sealed } = vault.seal('secret', 'camera-1');
    const opening = (): string => vault.open({ keyId, sealed: change(sealed) }, owner);
    expect(opening).toThrow(expect.objectContaining({ code: 'KHUE_SECRET_KEY_WRONG', details: { keyId: 'new' } }));
  });

  it('does not open without the key, nor with another one of its name', () => {
    const sealed = createVault(keys, 'old').seal('secret', 'camera-1');
    const wrong = expect.objectContaining({ code: 'KHUE_SECRET_KEY_WRONG', details: { keyId: 'old' } });
    const without = createVault(new Map([['new', randomBytes(32)]]), 'new');
    const another = createVault(new Map([['old', randomBytes(32)]]), 'old');
    expect(() => without.open(sealed, 'camera-1')).toThrow(wrong);
    expect(() => another.open(sealed, 'camera-1')).toThrow(wrong);
  });

  it('gives equal digests for equal accounts of one camera under one key only', () => {
    const vault = createVault(keys, 'new');
    const digest = vault.digest(account, 'camera-1', 'new');
    expect(vault.digest({ ...account }, 'camera-1', 'new').equals(digest)).toBe(true);
    expect(vault.digest(account, 'camera-2', 'new').equals(digest)).toBe(false);
    expect(vault.digest(account, 'camera-1', 'old').equals(digest)).toBe(false);
    expect(vault.digest({ ...account, password: 'x' }, 'camera-1', 'new').equals(digest)).toBe(false);
  });

  it('writes accounts as text and reads them back', () => {
    expect(credentialsFromText(credentialsToText(account))).toEqual(account);
  });
});

describe('the list of keys', () => {
  const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

  it('makes the first key the active one', () => {
    const { keys: parsed, activeKeyId } = parseSecretKeys(`2026-11:${key(1)}, 2025:${key(2)}`);
    expect(activeKeyId).toBe('2026-11');
    expect([...parsed.keys()]).toEqual(['2026-11', '2025']);
    expect(parsed.get('2025')).toEqual(Buffer.alloc(32, 2));
  });

  it.each([
    ['empty', ''],
    ['without an id', key(1)],
    ['too short', 'a:AAAA'],
    ['named twice', `a:${key(1)},a:${key(2)}`],
  ])('is refused without telling the key where one is %s', (_what, text) => {
    const parsing = (): unknown => parseSecretKeys(text);
    expect(parsing).toThrow(ConfigurationError);
    expect(parsing).toThrow(/^KHUE_SECRET_KEYS: expected keyId:base64 of 32 bytes, several separated by commas$/u);
  });
});
