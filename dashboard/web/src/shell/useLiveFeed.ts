import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { serverClock } from '../clock/serverClock.ts';
import { askForAlarms, hearAlarmFrame } from '../data/alarms.ts';
import { fetchLiveIndex, schoolsKey } from '../data/schools.ts';
import { sessionKey } from '../data/session.ts';
import { startLiveConnection } from '../live/liveConnection.ts';
import { liveStore } from '../live/useLive.ts';

/** The session is over (4401) or the right to see anything is gone (4403), as the server closes the feed. */
function isAboutAccess(closeCode: number): boolean {
  return closeCode === 4_401 || closeCode === 4_403;
}

/** Keeps the live store fed while somebody is signed in. */
export function useLiveFeed(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      startLiveConnection({
        store: liveStore,
        clock: serverClock,
        fetchIndex: fetchLiveIndex,
        openSocket: () => {
          const socket = new WebSocket(new URL('/api/live', window.location.href.replace(/^http/u, 'ws')));
          socket.addEventListener('close', ({ code }) => {
            if (isAboutAccess(code)) void queries.invalidateQueries({ queryKey: sessionKey });
          });
          return socket;
        },
        onText: (text) => hearAlarmFrame(queries, text),
        onOpened: () => askForAlarms(queries),
        onIndexChanged: () => {
          void queries.invalidateQueries({ queryKey: schoolsKey });
          void queries.invalidateQueries({ queryKey: ['school'] });
          // Another index may mean another scope: what the account may do is asked anew.
          void queries.invalidateQueries({ queryKey: sessionKey });
        },
      }),
    [queries],
  );
}
