import { describe, expect, it } from 'vitest';
import { OpenSockets } from './openSockets.ts';

function opened(sockets: OpenSockets, sessionId: string): { closed: boolean; forget: () => void } {
  const socket = { closed: false, forget: () => {} };
  const close = () => {
    socket.closed = true;
  };
  socket.forget = sockets.add({ sessionId, token: `token of ${sessionId}`, close });
  return socket;
}

describe('sockets that live on a session', () => {
  it('end with their session and no other', () => {
    const sockets = new OpenSockets();
    const [first, second, other] = [opened(sockets, 's1'), opened(sockets, 's1'), opened(sockets, 's2')];
    sockets.closeSession('s1');
    expect([first.closed, second.closed, other.closed]).toEqual([true, true, false]);
  });

  it('end when their session has run out, each session being asked for once', async () => {
    const sockets = new OpenSockets();
    const [good, bad] = [opened(sockets, 's1'), opened(sockets, 's2')];
    opened(sockets, 's1');
    const asked: string[] = [];
    await sockets.recheck(async (token) => {
      asked.push(token);
      return token === 'token of s1';
    });
    expect([good.closed, bad.closed]).toEqual([false, true]);
    expect(asked).toEqual(['token of s1', 'token of s2']);
  });

  it('are forgotten once they have closed', () => {
    const sockets = new OpenSockets();
    opened(sockets, 's1').forget();
    expect(sockets.size).toBe(0);
  });
});
