/** Addresses of the screens, in Vietnamese; a reload or a shared address shows the same school and camera. */
import { type MouseEvent, useSyncExternalStore } from 'react';

/** Parts of the page on personal data, in their order, and their names in addresses. */
const privacyPaths = { purposes: 'muc-dich', zones: 'khu-vuc', requests: 'yeu-cau', incidents: 'su-co' } as const;
export type PrivacyTab = keyof typeof privacyPaths;
export const privacyTabs = ['zones', 'requests', 'incidents', 'purposes'] as const satisfies readonly PrivacyTab[];

/** Parts of the page of administration, and their names in addresses. */
const administrationPaths = { people: 'nguoi-dung', roles: 'vai-tro', review: 'ra-soat' } as const;
export type AdministrationTab = keyof typeof administrationPaths;
const administrationTabs = ['people', 'roles', 'review'] as const satisfies readonly AdministrationTab[];

/** Parts of the room of audits, and their names in addresses. */
const auditPaths = { campaigns: 'dot', permissions: 'cho-phep', exceptions: 'ngoai-le', rules: 'quy-tac' } as const;
export type AuditTab = keyof typeof auditPaths;
export const auditTabs = ['campaigns', 'permissions', 'exceptions', 'rules'] as const satisfies readonly AuditTab[];

/** Parts of the page of alarms beside the open ones, and their names in addresses. */
const alarmPaths = { history: 'lich-su', rules: 'quy-tac' } as const;
export type AlarmTab = 'open' | keyof typeof alarmPaths;

export type Route =
  | { readonly page: 'monitor'; readonly schoolId: string | null; readonly cameraId: string | null }
  /** `id`: the alarm that is chosen. */
  | { readonly page: 'alarms'; readonly tab: AlarmTab; readonly id: string | null }
  | { readonly page: 'imports'; readonly runId: string | null }
  | { readonly page: 'plan' }
  | { readonly page: 'feed' }
  | { readonly page: 'figures'; readonly submissionId: string | null }
  | { readonly page: 'state' }
  | { readonly page: 'account' }
  | { readonly page: 'administration'; readonly tab: AdministrationTab; readonly id: string | null }
  | { readonly page: 'walls' }
  | { readonly page: 'log' }
  | { readonly page: 'privacy'; readonly tab: PrivacyTab }
  | {
      readonly page: 'audit';
      readonly tab: AuditTab;
      /** One campaign with its board, a school of it, a camera of the school. */
      readonly campaign: AuditPlace | null;
    }
  | { readonly page: 'notFound' };

export interface AuditPlace {
  readonly id: string;
  readonly schoolId: string | null;
  readonly cameraId: string | null;
}

function auditRoute([second, third, fourth]: readonly (string | undefined)[]): Route {
  const tab = auditTabs.find((name) => auditPaths[name] === (second ?? auditPaths.campaigns));
  if (tab !== undefined) return third === undefined ? { page: 'audit', tab, campaign: null } : { page: 'notFound' };
  const campaign = { id: second ?? '', schoolId: third ?? null, cameraId: fourth ?? null };
  return { page: 'audit', tab: 'campaigns', campaign };
}

/** What an address stands for. */
export function parseRoute(path: string): Route {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part));
  const [first, second, third, fourth, ...rest] = parts;
  if (rest.length > 0) return { page: 'notFound' };
  if (first === undefined) return { page: 'monitor', schoolId: null, cameraId: null };
  if (first === 'truong' && second !== undefined && third === undefined) {
    return { page: 'monitor', schoolId: second, cameraId: null };
  }
  if (first === 'truong' && second !== undefined && third === 'camera' && fourth !== undefined) {
    return { page: 'monitor', schoolId: second, cameraId: fourth };
  }
  if (first === 'canh-bao' && third === undefined) {
    if (second === alarmPaths.history) return { page: 'alarms', tab: 'history', id: null };
    if (second === alarmPaths.rules) return { page: 'alarms', tab: 'rules', id: null };
    return { page: 'alarms', tab: 'open', id: second ?? null };
  }
  if (first === 'nhap-du-lieu' && third === undefined) return { page: 'imports', runId: second ?? null };
  if (first === 'nhat-ky' && second === undefined) return { page: 'log' };
  if (first === 'quan-tri' && fourth === undefined) {
    const tab = administrationTabs.find((name) => administrationPaths[name] === (second ?? administrationPaths.people));
    if (tab !== undefined) return { page: 'administration', tab, id: third ?? null };
  }
  if (first === 'tai-khoan' && second === undefined) return { page: 'account' };
  if (first === 'quan-ly-man-hinh' && second === undefined) return { page: 'walls' };
  if (first === 'du-lieu-ca-nhan' && third === undefined) {
    const tab = privacyTabs.find((name) => privacyPaths[name] === (second ?? privacyPaths.zones));
    if (tab !== undefined) return { page: 'privacy', tab };
  }
  if (first === 'kiem-tra') return auditRoute([second, third, fourth]);
  if (first === 'ban-do' && second === undefined) return { page: 'plan' };
  if (first === 'cong-du-lieu' && second === undefined) return { page: 'feed' };
  if (first === 'so-lieu' && third === undefined) return { page: 'figures', submissionId: second ?? null };
  if (first === 'he-thong' && second === undefined) return { page: 'state' };
  return { page: 'notFound' };
}

/** The address of a route. */
export function pathOf(route: Exclude<Route, { page: 'notFound' }>): string {
  switch (route.page) {
    case 'monitor': {
      if (route.schoolId === null) return '/';
      const school = `/truong/${encodeURIComponent(route.schoolId)}`;
      return route.cameraId === null ? school : `${school}/camera/${encodeURIComponent(route.cameraId)}`;
    }
    case 'alarms':
      if (route.tab !== 'open') return `/canh-bao/${alarmPaths[route.tab]}`;
      return route.id === null ? '/canh-bao' : `/canh-bao/${encodeURIComponent(route.id)}`;
    case 'imports':
      return route.runId === null ? '/nhap-du-lieu' : `/nhap-du-lieu/${encodeURIComponent(route.runId)}`;
    case 'administration': {
      const tab = `/quan-tri/${administrationPaths[route.tab]}`;
      return route.id === null ? tab : `${tab}/${encodeURIComponent(route.id)}`;
    }
    case 'account':
      return '/tai-khoan';
    case 'walls':
      return '/quan-ly-man-hinh';
    case 'plan':
      return '/ban-do';
    case 'feed':
      return '/cong-du-lieu';
    case 'figures':
      return route.submissionId === null ? '/so-lieu' : `/so-lieu/${encodeURIComponent(route.submissionId)}`;
    case 'state':
      return '/he-thong';
    case 'log':
      return '/nhat-ky';
    case 'privacy':
      return `/du-lieu-ca-nhan/${privacyPaths[route.tab]}`;
    case 'audit': {
      if (route.campaign === null) return `/kiem-tra/${auditPaths[route.tab]}`;
      const { id, schoolId, cameraId } = route.campaign;
      const places = schoolId === null ? [id] : cameraId === null ? [id, schoolId] : [id, schoolId, cameraId];
      return `/kiem-tra/${places.map(encodeURIComponent).join('/')}`;
    }
    default:
      return route satisfies never;
  }
}

/** Where a browser becomes a wall display; needs nobody signed in. */
export const wallPairingPath = '/man-hinh-tuong';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** Goes to a path without loading the page anew. `replace` leaves no step in the history. */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  if (path === window.location.pathname) return;
  if (how === 'push') window.history.pushState(null, '', path);
  else window.history.replaceState(null, '', path);
  for (const listener of listeners) listener();
}

/** Props of a link that stays within the page; other clicks (new tab, middle button) are the browser's. */
export function linkTo(path: string): { href: string; onClick: (event: MouseEvent) => void } {
  return {
    href: path,
    onClick: (event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      navigate(path);
    },
  };
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

export function useRoute(): Route {
  return parseRoute(usePath());
}
