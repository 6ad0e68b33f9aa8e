import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Session } from '@khue/domain/api';
import { lockSession, sessionKey, tellActivity } from '../data/session.ts';

/** Other tabs of this browser are the same person at the same desk: they share the last moment of a hand. */
const memory = 'khue.activity';
const tellEveryMs = 30_000;
const rememberEveryMs = 2_000;
const lookEveryMs = 1_000;
const hands = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

function lastActivity(): number {
  return Number(window.localStorage.getItem(memory) ?? 0);
}

/**
 * Tells the server that somebody is there, by hands on mouse and keyboard and not by what the page asks of itself; locks the
 * session where nobody is for as long as its roles allow. null: never.
 */
export function useIdleLock(idleLockMs: number | null): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (idleLockMs === null) return undefined;
    let toldAt = Date.now();
    let remembered = 0;
    window.localStorage.setItem(memory, String(Date.now()));

    function cover(): void {
      queries.setQueryData<Session | null>(sessionKey, (session) => session && { ...session, locked: true });
    }

    function act(): void {
      const now = Date.now();
      if (now - remembered >= rememberEveryMs) {
        remembered = now;
        window.localStorage.setItem(memory, String(now));
      }
      if (now - toldAt < tellEveryMs) return;
      toldAt = now;
      // What cannot be told now is told at the next movement; a lock is found at the next look at the session.
      tellActivity().catch(() => queries.invalidateQueries({ queryKey: sessionKey }));
    }

    function look(): void {
      if (Date.now() - lastActivity() < (idleLockMs ?? 0)) return;
      // The pictures go at once, whether the server can be reached or not.
      cover();
      lockSession().catch(() => {});
    }

    const timer = setInterval(look, lookEveryMs);
    for (const hand of hands) window.addEventListener(hand, act, { passive: true });
    return () => {
      clearInterval(timer);
      for (const hand of hands) window.removeEventListener(hand, act);
    };
  }, [idleLockMs, queries]);
}
