import type { Permission } from '@khue/domain/access';
import { pathOf, type Route } from '../router.ts';

/** A room of the house. */
interface Room {
  readonly page: Exclude<Route['page'], 'account' | 'notFound'>;
  readonly path: string;
  /** Shown only to those who hold it. */
  readonly needs: Permission;
  /** And to those who hold this one. */
  readonly alsoFor?: Permission;
  /** Entered through a link of another room by those who hold this one, e.g. from a closed camera. */
  readonly enteredBy?: Permission;
  readonly icon: string;
  /** The light of offices, `desk`, in place of the control room's dark. */
  readonly theme?: 'desk';
}

/** In the order of the rail. */
export const rooms: readonly Room[] = [
  {
    page: 'monitor',
    path: pathOf({ page: 'monitor', schoolId: null, cameraId: null }),
    needs: 'inventory.view',
    icon: 'M3 4.500h18v12H3ZM8.500 20.500h7M12 16.500v4',
  },
  {
    page: 'alarms',
    path: pathOf({ page: 'alarms', tab: 'open', id: null }),
    needs: 'alarm.view',
    icon: 'M12 3.500 21.500 20h-19ZM12 9.500v5M12 17v.5',
  },
  {
    page: 'audit',
    path: pathOf({ page: 'audit', tab: 'campaigns', campaign: null }),
    needs: 'audit.view',
    icon: 'M9 4.500H6v16h12v-16h-3M9 3h6v3H9ZM8.800 13.200l2.300 2.300 4.300-4.600',
    theme: 'desk',
  },
  {
    page: 'plan',
    path: pathOf({ page: 'plan' }),
    needs: 'statistics.view',
    icon: 'M3 6.500 9 4l6 2.500L21 4v13.500L15 20l-6-2.500L3 20ZM9 4v13.500M15 6.500V20',
    theme: 'desk',
  },
  {
    page: 'figures',
    path: pathOf({ page: 'figures', submissionId: null }),
    needs: 'statistics.view',
    icon: 'M4 4.500h16v15H4ZM4 9.500h16M4 14.500h16M10 4.500v15',
    theme: 'desk',
  },
  {
    page: 'imports',
    path: pathOf({ page: 'imports', runId: null }),
    needs: 'import.view',
    icon: 'M4 15v5h16v-5M12 4v11M7.500 8.500 12 4l4.500 4.500',
  },
  {
    page: 'feed',
    path: pathOf({ page: 'feed' }),
    needs: 'feed.manage',
    icon: 'M3.500 9.500h6v5h-6ZM14.500 3.500h6v5h-6ZM14.500 15.500h6v5h-6ZM9.500 12h2.500V6h2.500M12 12v6h2.500',
    theme: 'desk',
  },
  {
    page: 'walls',
    path: pathOf({ page: 'walls' }),
    needs: 'wall.enrol',
    icon: 'M2.500 5h19v11h-19ZM12 5v11M8 20h8M12 16v4',
  },
  {
    page: 'administration',
    path: pathOf({ page: 'administration', tab: 'people', id: null }),
    needs: 'access.review',
    alsoFor: 'account.manage',
    icon: 'M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM3 19.500c0-3.300 2.700-5.500 6-5.500s6 2.200 6 5.500M15 5a3.500 3.500 0 0 1 0 6.500M17.500 14.500c2.100.8 3.500 2.600 3.500 5',
  },
  {
    page: 'log',
    path: pathOf({ page: 'log' }),
    needs: 'log.view',
    icon: 'M6 3.500h12v17H6ZM9 8h6M9 12h6M9 16h4',
  },
  {
    page: 'privacy',
    path: pathOf({ page: 'privacy', tab: 'zones' }),
    needs: 'privacy.view',
    alsoFor: 'zone.approve',
    enteredBy: 'camera.live',
    icon: 'M12 3.500 4.500 6.500v5c0 4.500 3 7.500 7.500 9 4.500-1.500 7.500-4.500 7.500-9v-5ZM12 10v5M12 8v.5',
  },
  {
    page: 'state',
    path: pathOf({ page: 'state' }),
    needs: 'system.view',
    icon: 'M3 12.500h4.200l2.600-7 4.200 13 2.600-6H21',
  },
];

type Holds = (permission: Permission) => boolean;

/** Whether a room stands on the rail. */
export function isOffered({ needs, alsoFor }: Room, holds: Holds): boolean {
  return holds(needs) || (alsoFor !== undefined && holds(alsoFor));
}

/** Whether somebody may enter a page: one's own account is open to everybody. */
export function mayEnter(page: Route['page'], holds: Holds): boolean {
  const room = rooms.find((known) => known.page === page);
  if (room === undefined) return true;
  return isOffered(room, holds) || (room.enteredBy !== undefined && holds(room.enteredBy));
}

/** The light a page stands in. */
export function themeOf(page: Route['page']): 'desk' | 'room' {
  return rooms.find((known) => known.page === page)?.theme ?? 'room';
}
