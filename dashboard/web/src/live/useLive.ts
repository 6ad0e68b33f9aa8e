/** The live store for React. */
import { useCallback, useSyncExternalStore } from 'react';
import { type Feed, LiveStore, type Overview, type SchoolLive } from './liveStore.ts';

export const liveStore = new LiveStore();

export function useOverview(): Overview {
  return useSyncExternalStore(liveStore.subscribe, liveStore.overview);
}

/** Trust in the feed; wakes with every frame, because its age is on the screen. */
export function useFeed(): Feed {
  return useSyncExternalStore(liveStore.subscribe, liveStore.feed);
}

/** Trust alone: wakes only when it changes. */
export function useFeedTrust(): Feed['trust'] {
  return useSyncExternalStore(liveStore.subscribe, () => liveStore.feed().trust);
}

export function useSchoolLive(schoolId: string): SchoolLive | undefined {
  const subscribe = useCallback((listener: () => void) => liveStore.subscribeSchool(schoolId, listener), [schoolId]);
  return useSyncExternalStore(subscribe, () => liveStore.school(schoolId));
}
