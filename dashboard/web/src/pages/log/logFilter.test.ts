import { describe, expect, it } from 'vitest';
import { filterOf } from './logFilter.ts';
import { actionKey, kindKey, knownActions } from './logWords.ts';

function form(values: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}

describe('the filter of the log', () => {
  it('asks for nothing where the form is empty', () => {
    expect(filterOf(form({ from: '', to: '', actor: ' ', action: '', result: '' }))).toEqual({});
  });

  it('takes whole days of the city, the last one included', () => {
    expect(filterOf(form({ from: '2026-11-25', to: '2026-11-25' }))).toEqual({
      from: '2026-11-24T17:00:00.000Z',
      to: '2026-11-25T17:00:00.000Z',
    });
  });

  it('passes on who, what and how it ended', () => {
    const asked = {
      actor: 'trucban',
      action: 'ticket.issued',
      objectKind: 'camera',
      objectId: 'c-1',
      result: 'refused',
    };
    expect(filterOf(form({ ...asked, actor: ' trucban ' }))).toEqual(asked);
  });
});

describe('the words of the log', () => {
  it('exist for every action', () => {
    expect(knownActions.filter((action) => actionKey(action) === null)).toEqual([]);
  });

  it('do not break on what this edition does not know', () => {
    expect([actionKey('camera.teleported'), kindKey('constructor')]).toEqual([null, null]);
  });
});
