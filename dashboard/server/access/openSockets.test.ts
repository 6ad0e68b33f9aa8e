import { describe, expect, it } from 'vitest';
import { OpenSockets } from './openSockets.ts';
import { sampleRights } from '../testing/sampleRights.ts';
import type { AccountRights } from './rights.ts';

function opened(sockets: OpenSockets, sessionId: string) {
  const socket = { closed: false, reviewed: [] as AccountRights[], forget: () => {} };
  socket.forget = sockets.add({
    sessionId,
    accountId: `account of ${sessionId}`,
    review: (rights) => socket.reviewed.push(rights),
    close: () => {
      socket.closed = true;
    },
  });
  return socket;
}

describe('sockets that live on a session', () => {
  it('end with their session and no other', () => {
    const sockets = new OpenSockets();
    const [first, second, other] = [opened(sockets, 's1'), opened(sockets, 's1'), opened(sockets, 's2')];
    sockets.closeSession('s1');
    expect([first.closed, second.closed, other.closed]).toEqual([true, true, false]);
  });

  it('end when their session is over; all sessions are asked for at once, rights once per account', async () => {
    const sockets = new OpenSockets();
    const [good, bad, again] = [opened(sockets, 's1'), opened(sockets, 's2'), opened(sockets, 's1')];
    const asked: (readonly string[])[] = [];
    const accounts: string[] = [];
    const rights = sampleRights([]);
    await sockets.recheck({
      goodSessions: async (ids) => {
        asked.push(ids);
        return new Set(['s1']);
      },
      rightsOf: async (accountId) => {
        accounts.push(accountId);
        return rights;
      },
    });
    expect([good.closed, bad.closed, again.closed]).toEqual([false, true, false]);
    expect(asked).toEqual([['s1', 's2']]);
    expect(accounts).toEqual(['account of s1']);
    expect([good.reviewed, bad.reviewed, again.reviewed]).toEqual([[rights], [], [rights]]);
  });

  it('ask nobody while none is open, and are forgotten once they have closed', async () => {
    const sockets = new OpenSockets();
    opened(sockets, 's1').forget();
    expect(sockets.size).toBe(0);
    const never = () => Promise.reject(new Error('nobody is to be asked'));
    await sockets.recheck({ goodSessions: never, rightsOf: never });
  });
});
