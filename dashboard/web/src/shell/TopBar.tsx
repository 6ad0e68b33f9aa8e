import { useMutation, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { serverClock } from '../clock/serverClock.ts';
import { useSecond } from '../clock/useNow.ts';
import { LanguageSwitch } from '../controls/LanguageSwitch.tsx';
import { useMapLayers } from '../data/layers.ts';
import { useSchools } from '../data/schools.ts';
import { fetchSession, sessionKey, signOut, useSessionUpdate } from '../data/session.ts';
import { useHealth } from '../data/systemState.ts';
import { useTexts } from '../i18n/language.ts';
import { linkTo, pathOf } from '../router.ts';
import { AccountButtons } from './AccountButtons.tsx';
import { KhueMark } from '../signs/KhueMark.tsx';

function Inventory(): JSX.Element {
  const { t, format } = useTexts();
  const schools = useSchools();
  const layers = useMapLayers();
  const list = schools.data;
  if (list === undefined) return <span className="top-meta skeleton top-waiting" />;
  const counts = {
    schools: format.number(list.length),
    connected: format.number(list.filter((school) => school.cameraCount > 0).length),
  };
  const wards = layers.data?.wards.length ?? 0;
  return (
    <span className="top-meta top-inventory">
      {wards > 0 ? t('top.inventory', { ...counts, wards: format.number(wards) }) : t('top.inventoryNoWards', counts)}
    </span>
  );
}

function SystemHealth(): JSX.Element {
  const { t } = useTexts();
  const health = useHealth();
  const known = health.data !== undefined && !health.isError;
  const word = known ? (health.data.ok ? 'ok' : 'trouble') : 'unknown';
  return (
    <a className={`top-health ${word}`} {...linkTo(pathOf({ page: 'state' }))}>
      <svg className="top-sign" viewBox="0 0 16 16" aria-hidden="true">
        {word === 'ok' && <path d="m3 8.500 3.400 3.500L13 4.500" />}
        {word === 'trouble' && <path d="M8 2.200 14.600 14H1.400ZM8 6.500v3.200M8 11.600v.6" />}
        {word === 'unknown' && <path d="M5.600 6a2.400 2.400 0 1 1 3.500 2.100C8.400 8.600 8 9 8 9.800M8 12.200v.4" />}
      </svg>
      {t(`top.health.${word}`)}
    </a>
  );
}

function Clock(): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const synced = serverClock.syncedAt();
  const date = format.date(now);
  return (
    <>
      <time className="top-clock" dateTime={new Date(now).toISOString()}>
        {format.time(now)}
      </time>
      <span className="top-meta top-sync">
        {synced === null ? t('top.neverSynced', { date }) : t('top.syncedAt', { date, time: format.time(synced) })}
      </span>
    </>
  );
}

function SignOut({ name }: { readonly name: string }): JSX.Element {
  const { t } = useTexts();
  const update = useSessionUpdate();
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => update(null) });
  return (
    <button
      type="button"
      className="top-leave"
      title={t('top.account', { name })}
      disabled={leaving.isPending}
      onClick={() => leaving.mutate()}
    >
      <svg className="top-sign" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M6.500 2.500h-4v11h4M7 8h7M11.200 5 14 8l-2.800 3" />
      </svg>
      <span className="visually-hidden">{t('top.signOut')}</span>
    </button>
  );
}

/** Place, what is held, whether it is real, health of the system, time. */
export function TopBar(): JSX.Element {
  const { t } = useTexts();
  const session = useQuery({ queryKey: sessionKey, queryFn: ({ signal }) => fetchSession(signal), enabled: false });
  return (
    <header className="top">
      <a className="top-mark" aria-label={t('product')} {...linkTo('/')}>
        <KhueMark size="2.200rem" />
        <span className="top-name">{t('product')}</span>
      </a>
      <span className="top-place">{t('department')}</span>
      <Inventory />
      {session.data?.hasSynthetic === true && <span className="synthetic-badge">{t('synthetic.data')}</span>}
      <span className="top-grow" />
      <SystemHealth />
      <Clock />
      <LanguageSwitch />
      <AccountButtons />
      {session.data?.isWall !== true && <SignOut name={session.data?.displayName ?? ''} />}
    </header>
  );
}
