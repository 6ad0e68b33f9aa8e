import type { FeedState } from '@khue/domain/feed';
import { type JSX, useEffect } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { Failure } from '../../controls/Failure.tsx';
import { setOpenData, useFeed } from '../../data/feed.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { FeedClient } from './FeedClient.tsx';
import { FeedSwitch } from './FeedSwitch.tsx';
import { wholeness } from './wholeness.ts';
import './feed.css';

interface StateProps {
  readonly feed: FeedState;
}

/** A sign before the answer; nothing is good or bad while nobody reads. */
const signs = { yes: '✓', behind: '▲', stopped: '▲', nobody: '–' } as const;

/** The answer to what this page is for. */
function Whole({ feed }: StateProps): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const whole = wholeness(feed, now);
  const word =
    whole.kind === 'behind'
      ? t('dataGateway.whole.behind', { count: whole.count })
      : t(`dataGateway.whole.${whole.kind}`);
  const isTrouble = whole.kind === 'behind' || whole.kind === 'stopped';
  const looked = feed.lookedAt === null ? t('dataGateway.whole.never') : format.dateTime(Date.parse(feed.lookedAt));
  return (
    <section aria-labelledby="feed-whole" className="feed-whole">
      <h2 id="feed-whole">{t('dataGateway.whole.title')}</h2>
      <output className={isTrouble ? 'feed-answer trouble' : 'feed-answer'} data-whole={whole.kind}>
        <span aria-hidden="true">{signs[whole.kind]}</span> {word}
      </output>
      <p className="feed-note">{t(`dataGateway.whole.${whole.kind}Body`)}</p>
      <dl className="feed-facts">
        <div>
          <dt>{t('dataGateway.whole.looked')}</dt>
          <dd>{looked}</dd>
        </div>
        <div>
          <dt>{t('dataGateway.whole.newest')}</dt>
          <dd>{t('dataGateway.whole.number', { number: format.number(feed.newest) })}</dd>
        </div>
        <div>
          <dt>{t('dataGateway.whole.kept')}</dt>
          <dd>{t('dataGateway.whole.days', { count: feed.retentionDays })}</dd>
        </div>
      </dl>
    </section>
  );
}

function Clients({ feed }: StateProps): JSX.Element {
  const { t } = useTexts();
  return (
    <section aria-labelledby="feed-clients" className="feed-clients">
      <h2 id="feed-clients">{t('dataGateway.clients.title')}</h2>
      {feed.clients.length === 0 ? (
        <div className="feed-none">
          <h3>{t('dataGateway.clients.none.title')}</h3>
          <p>{t('dataGateway.clients.none.body')}</p>
          <a className="quiet-button" {...linkTo(pathOf({ page: 'administration', tab: 'people', id: null }))}>
            {t('dataGateway.clients.none.link')}
          </a>
        </div>
      ) : (
        feed.clients.map((client) => <FeedClient key={client.id} client={client} />)
      )}
    </section>
  );
}

const addresses = [
  ['ogc', '/ogc/'],
  ['schools', '/ogc/collections/schools/items'],
  ['wards', '/ogc/collections/wards/items'],
  ['cameras', '/ogc/collections/camera-points/items'],
  ['snapshot', '/feed/snapshot'],
  ['changes', '/feed/changes?after=…&waitS=30'],
] as const;

function Addresses(): JSX.Element {
  const { t } = useTexts();
  return (
    <section aria-labelledby="feed-addresses" className="feed-addresses">
      <h2 id="feed-addresses">{t('dataGateway.addresses.title')}</h2>
      <p className="feed-note">{t('dataGateway.addresses.lead')}</p>
      <dl>
        {addresses.map(([name, path]) => (
          <div key={name}>
            <dt>{t(`dataGateway.addresses.${name}`)}</dt>
            <dd>
              <code translate="no">{`${window.location.origin}${path}`}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const openFiles = [
  ['catalogue', '/opendata/catalog.jsonld'],
  ['schools', '/opendata/schools.csv'],
  ['counts', '/opendata/counts.csv'],
] as const;

function OpenData({ feed }: StateProps): JSX.Element {
  const { t } = useTexts();
  return (
    <section aria-labelledby="feed-open" className="feed-addresses">
      <h2 id="feed-open">{t('dataGateway.open.title')}</h2>
      <p className="feed-note">{t('dataGateway.open.lead')}</p>
      <FeedSwitch on={feed.openData} send={setOpenData}>
        {t('dataGateway.open.switch')}
      </FeedSwitch>
      {feed.openData ? (
        <ul className="feed-files">
          {openFiles.map(([name, path]) => (
            <li key={name}>
              <a href={path}>{t(`dataGateway.open.${name}`)}</a>
            </li>
          ))}
        </ul>
      ) : (
        <p className="feed-note">{t('dataGateway.open.off')}</p>
      )}
    </section>
  );
}

/** The data gateway: who receives what, and whether all of it arrives. */
export function FeedPage(): JSX.Element {
  const { t } = useTexts();
  const feed = useFeed();
  useEffect(() => {
    document.title = `${t('dataGateway.title')} · ${t('product')}`;
  }, [t]);

  return (
    <div className="page feed">
      <header className="page-head">
        <h1>{t('dataGateway.title')}</h1>
        <p>{t('dataGateway.lead')}</p>
      </header>
      {feed.data && (
        <>
          <Whole feed={feed.data} />
          <Clients feed={feed.data} />
          <div className="feed-columns">
            <Addresses />
            <OpenData feed={feed.data} />
          </div>
        </>
      )}
      {feed.data === undefined && feed.isError && (
        <Failure what={t('dataGateway.subject')} error={feed.error} onRetry={() => void feed.refetch()} />
      )}
      {feed.isPending && <div className="feed-waiting skeleton" aria-busy="true" />}
    </div>
  );
}
