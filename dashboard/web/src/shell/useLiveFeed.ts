import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { serverClock } from '../clock/serverClock.ts';
import { fetchLiveIndex, schoolsKey } from '../data/schools.ts';
import { startLiveConnection } from '../live/liveConnection.ts';
import { liveStore } from '../live/useLive.ts';

/** Keeps the live store fed while somebody is signed in. */
export function useLiveFeed(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      startLiveConnection({
        store: liveStore,
        clock: serverClock,
        fetchIndex: fetchLiveIndex,
        openSocket: () => new WebSocket(new URL('/api/live', window.location.href.replace(/^http/u, 'ws'))),
        onIndexChanged: () => {
          void queries.invalidateQueries({ queryKey: schoolsKey });
          void queries.invalidateQueries({ queryKey: ['school'] });
        },
      }),
    [queries],
  );
}
