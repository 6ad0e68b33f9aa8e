import { describe, expect, it } from 'vitest';
import { busMembers } from '@khue/domain/busRights';
import { busUrlFor, completeBusSecrets } from './busSecrets.ts';

describe('the secrets of the bus', () => {
  it('are made for everyone, each another', () => {
    const { secrets } = completeBusSecrets('');
    expect([...secrets.keys()]).toEqual([...busMembers]);
    expect(new Set(secrets.values()).size).toBe(busMembers.length);
    expect(Math.min(...[...secrets.values()].map(({ length }) => length))).toBeGreaterThanOrEqual(32);
  });

  it('stay as they are kept', () => {
    const { text, secrets } = completeBusSecrets('');
    expect(completeBusSecrets(text)).toEqual({ text, secrets });
  });

  it('are kept where a newer edition knows one member more, or a line is broken', () => {
    const { secrets } = completeBusSecrets('gateway:kept\nnobody:x\ncli');
    expect(secrets.get('gateway')).toBe('kept');
    expect([...secrets.keys()]).toEqual([...busMembers]);
  });

  it('stand in the address of a member', () => {
    expect(busUrlFor('gateway', new Map([['gateway', 'kept']]), 1883)).toBe('mqtt://gateway:kept@127.0.0.1:1883');
  });
});
