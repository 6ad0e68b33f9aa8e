import type { Session } from '@khue/domain/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, lazy, Suspense, useEffect, useLayoutEffect } from 'react';
import { Failure } from './controls/Failure.tsx';
import { PageBoundary } from './controls/PageBoundary.tsx';
import { sessionChanged } from './data/http.ts';
import { fetchSession, sessionKey } from './data/session.ts';
import { isWallHere } from './data/walls.ts';
import { useTexts } from './i18n/language.ts';
import { linkTo, usePath, useRoute, wallPairingPath } from './router.ts';
import { Rail } from './shell/Rail.tsx';
import { mayEnter, themeOf } from './shell/rooms.ts';
import { TopBar } from './shell/TopBar.tsx';
import { useIdleLock } from './shell/useIdleLock.ts';
import { useLiveFeed } from './shell/useLiveFeed.ts';
import './shell/shell.css';

const SignInPage = lazy(async () => ({ default: (await import('./pages/signIn/SignInPage.tsx')).SignInPage }));
const StepPage = lazy(async () => ({ default: (await import('./pages/signIn/StepPage.tsx')).StepPage }));
const WallPairingPage = lazy(async () => ({
  default: (await import('./pages/wallPairing/WallPairingPage.tsx')).WallPairingPage,
}));
const AccountPage = lazy(async () => ({ default: (await import('./pages/account/AccountPage.tsx')).AccountPage }));
const AdministrationPage = lazy(async () => ({
  default: (await import('./pages/administration/AdministrationPage.tsx')).AdministrationPage,
}));
const AlarmsPage = lazy(async () => ({ default: (await import('./pages/alarms/AlarmsPage.tsx')).AlarmsPage }));
const AuditPage = lazy(async () => ({ default: (await import('./pages/audit/AuditPage.tsx')).AuditPage }));
const FeedPage = lazy(async () => ({ default: (await import('./pages/feed/FeedPage.tsx')).FeedPage }));
const WallsPage = lazy(async () => ({ default: (await import('./pages/walls/WallsPage.tsx')).WallsPage }));
const MonitorPage = lazy(async () => ({ default: (await import('./pages/monitor/MonitorPage.tsx')).MonitorPage }));
const FiguresPage = lazy(async () => ({ default: (await import('./pages/figures/FiguresPage.tsx')).FiguresPage }));
const ImportsPage = lazy(async () => ({ default: (await import('./pages/imports/ImportsPage.tsx')).ImportsPage }));
const LogPage = lazy(async () => ({ default: (await import('./pages/log/LogPage.tsx')).LogPage }));
const PrivacyPage = lazy(async () => ({ default: (await import('./pages/privacy/PrivacyPage.tsx')).PrivacyPage }));
const PlanPage = lazy(async () => ({ default: (await import('./pages/plan/PlanPage.tsx')).PlanPage }));
const StatePage = lazy(async () => ({ default: (await import('./pages/state/StatePage.tsx')).StatePage }));

/** How often the session is asked for again: its answer also sets the clock. */
const sessionEveryMs = 60_000;

function NotFound(): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="notice">
      <h2>{t('failure.notFound.title')}</h2>
      <a className="quiet-button" {...linkTo('/')}>
        {t('failure.notFound.back')}
      </a>
    </div>
  );
}

/** Instead of a page that somebody may not, or no longer, enter. */
function Barred({ session }: { readonly session: Session }): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="notice" role="alert">
      <h2>{t(session.permissions.length === 0 ? 'barred.everywhere' : 'barred.here')}</h2>
      <p>{t('barred.body')}</p>
    </div>
  );
}

function Page(): JSX.Element {
  const route = useRoute();
  switch (route.page) {
    case 'monitor':
      return <MonitorPage schoolId={route.schoolId} cameraId={route.cameraId} />;
    case 'alarms':
      return <AlarmsPage tab={route.tab} id={route.id} />;
    case 'imports':
      return <ImportsPage runId={route.runId} />;
    case 'figures':
      return <FiguresPage submissionId={route.submissionId} />;
    case 'account':
      return <AccountPage />;
    case 'administration':
      return <AdministrationPage tab={route.tab} id={route.id} />;
    case 'audit':
      return <AuditPage tab={route.tab} campaign={route.campaign} />;
    case 'feed':
      return <FeedPage />;
    case 'walls':
      return <WallsPage />;
    case 'privacy':
      return <PrivacyPage tab={route.tab} />;
    case 'plan':
      return <PlanPage />;
    case 'state':
      return <StatePage />;
    case 'log':
      return <LogPage />;
    case 'notFound':
      return <NotFound />;
    default:
      return route satisfies never;
  }
}

/** Colours of the whole document, so that nothing of the other light shows at its edges. */
function useTheme(theme: 'desk' | 'room'): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset['theme'] = theme;
    return () => {
      delete dataset['theme'];
    };
  }, [theme]);
}

function Room({ session }: { readonly session: Session }): JSX.Element {
  const { t } = useTexts();
  const route = useRoute();
  useLiveFeed();
  useIdleLock(session.idleLockMs);
  useTheme(themeOf(route.page));
  const isOpen = mayEnter(route.page, (permission) => session.permissions.includes(permission));
  return (
    <div className="room">
      <a className="skip-link" href="#content">
        {t('skipToContent')}
      </a>
      <TopBar />
      <Rail page={route.page} />
      <main id="content" className="room-content" tabIndex={-1}>
        <PageBoundary key={route.page}>
          <Suspense fallback={<div className="page-waiting skeleton" />}>
            {isOpen ? <Page /> : <Barred session={session} />}
          </Suspense>
        </PageBoundary>
      </main>
    </div>
  );
}

interface DoorProps {
  readonly session: Session | null;
  readonly onSignedIn: (session: Session) => void;
}

/** What stands before the room: a step that is left, a code to pair a wall display by, or name and password. */
function Door({ session, onSignedIn }: DoorProps): JSX.Element {
  const path = usePath();
  if (session !== null) return <StepPage session={session} />;
  if (path === wallPairingPath || isWallHere()) return <WallPairingPage />;
  return <SignInPage onSignedIn={onSignedIn} />;
}

/** Sign-in where nobody is signed in, its steps until it is through, otherwise the room. */
export function App(): JSX.Element {
  const { t } = useTexts();
  const queries = useQueryClient();
  const session = useQuery({
    queryKey: sessionKey,
    queryFn: ({ signal }) => fetchSession(signal),
    refetchInterval: sessionEveryMs,
    staleTime: sessionEveryMs / 2,
  });
  useEffect(() => {
    const look = (): void => void queries.invalidateQueries({ queryKey: sessionKey });
    window.addEventListener(sessionChanged, look);
    return () => window.removeEventListener(sessionChanged, look);
  }, [queries]);
  if (session.isPending) return <div className="page-waiting" />;
  // A server that is away does not throw anyone out: the room stays, and says what it no longer knows.
  if (session.isError && session.data === undefined) {
    return <Failure what={t('product')} error={session.error} onRetry={() => void session.refetch()} />;
  }
  const { data } = session;
  if (data?.stage === 'full' && !data.locked) return <Room session={data} />;
  return (
    <Suspense fallback={<div className="page-waiting" />}>
      <Door session={data ?? null} onSignedIn={(next) => queries.setQueryData(sessionKey, next)} />
    </Suspense>
  );
}
