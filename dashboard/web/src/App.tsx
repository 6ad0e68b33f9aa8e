import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, lazy, Suspense } from 'react';
import { Failure } from './controls/Failure.tsx';
import { PageBoundary } from './controls/PageBoundary.tsx';
import { fetchSession, sessionKey } from './data/session.ts';
import { useTexts } from './i18n/language.ts';
import { linkTo, useRoute } from './router.ts';
import { Rail } from './shell/Rail.tsx';
import { TopBar } from './shell/TopBar.tsx';
import { useLiveFeed } from './shell/useLiveFeed.ts';
import './shell/shell.css';

const SignInPage = lazy(async () => ({ default: (await import('./pages/signIn/SignInPage.tsx')).SignInPage }));
const MonitorPage = lazy(async () => ({ default: (await import('./pages/monitor/MonitorPage.tsx')).MonitorPage }));
const ImportsPage = lazy(async () => ({ default: (await import('./pages/imports/ImportsPage.tsx')).ImportsPage }));
const LogPage = lazy(async () => ({ default: (await import('./pages/log/LogPage.tsx')).LogPage }));
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

function Page(): JSX.Element {
  const route = useRoute();
  switch (route.page) {
    case 'monitor':
      return <MonitorPage schoolId={route.schoolId} cameraId={route.cameraId} />;
    case 'imports':
      return <ImportsPage runId={route.runId} />;
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

function Room(): JSX.Element {
  const { t } = useTexts();
  const route = useRoute();
  useLiveFeed();
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
            <Page />
          </Suspense>
        </PageBoundary>
      </main>
    </div>
  );
}

/** Sign-in where nobody is signed in, otherwise the room. */
export function App(): JSX.Element {
  const { t } = useTexts();
  const queries = useQueryClient();
  const session = useQuery({
    queryKey: sessionKey,
    queryFn: ({ signal }) => fetchSession(signal),
    refetchInterval: sessionEveryMs,
    staleTime: sessionEveryMs / 2,
  });
  if (session.isPending) return <div className="page-waiting" />;
  // A server that is away does not throw anyone out: the room stays, and says what it no longer knows.
  if (session.isError && session.data === undefined) {
    return <Failure what={t('product')} error={session.error} onRetry={() => void session.refetch()} />;
  }
  if (session.data !== null && session.data !== undefined) return <Room />;
  return (
    <Suspense fallback={<div className="page-waiting" />}>
      <SignInPage onSignedIn={(next) => queries.setQueryData(sessionKey, next)} />
    </Suspense>
  );
}
