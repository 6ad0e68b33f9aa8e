import type { FeedClientState, FeedKeyState } from '@khue/domain/feed';
import { type JSX, useState } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { revokeFeedKey, setFeedMqtt, useFeedChange } from '../../data/feed.ts';
import { useTexts } from '../../i18n/language.ts';
import { Confirmed } from '../administration/Confirmed.tsx';
import { FeedSwitch } from './FeedSwitch.tsx';
import { NewFeedKeyForm } from './NewFeedKeyForm.tsx';

interface ClientProps {
  readonly client: FeedClientState;
}

function stateOf({ revokedAt, expiresAt }: FeedKeyState, now: number): 'good' | 'over' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) <= now ? 'over' : 'good';
}

function KeyRow({ feedKey }: { readonly feedKey: FeedKeyState }): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const tell = useFailureSentence();
  const revoking = useFeedChange(revokeFeedKey);
  const { id, label, madeAt, expiresAt, lastUsedAt } = feedKey;
  const state = stateOf(feedKey, now);
  return (
    <tr data-key={label} className={state === 'good' ? undefined : 'feed-key-over'}>
      <td>{label}</td>
      <td>{format.dateTime(Date.parse(madeAt))}</td>
      <td>{format.dateTime(Date.parse(expiresAt))}</td>
      <td>{lastUsedAt === null ? t('dataGateway.keys.neverUsed') : format.dateTime(Date.parse(lastUsedAt))}</td>
      <td>{t(`dataGateway.keys.${state}`)}</td>
      <td className="row-action">
        {state === 'good' && (
          <Confirmed
            label={t('dataGateway.keys.revoke')}
            fullLabel={t('dataGateway.keys.revokeOf', { label })}
            question={t('dataGateway.keys.sure')}
            busy={revoking.isPending}
            onConfirm={() => revoking.mutate(id)}
          />
        )}
        {revoking.isError && <span role="alert">{tell(revoking.error).sentence}</span>}
      </td>
    </tr>
  );
}

function Keys({ client }: ClientProps): JSX.Element {
  const { t } = useTexts();
  if (client.keys.length === 0) return <p className="feed-note">{t('dataGateway.keys.none')}</p>;
  return (
    <table>
      <caption className="visually-hidden">{t('dataGateway.keys.caption', { name: client.displayName })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('dataGateway.keys.label')}</th>
          <th scope="col">{t('dataGateway.keys.made')}</th>
          <th scope="col">{t('dataGateway.keys.expires')}</th>
          <th scope="col">{t('dataGateway.keys.used')}</th>
          <th scope="col">{t('dataGateway.keys.state')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('dataGateway.keys.revoke')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {client.keys.map((feedKey) => (
          <KeyRow key={feedKey.id} feedKey={feedKey} />
        ))}
      </tbody>
    </table>
  );
}

function Facts({ client }: ClientProps): JSX.Element {
  const { t, format } = useTexts();
  const scopes = client.scopes.map((scope) => scope ?? t('dataGateway.clients.city'));
  const behind =
    client.behind === 0
      ? t('dataGateway.clients.upToDate')
      : t('dataGateway.clients.changes', { count: client.behind ?? 0 });
  return (
    <dl className="feed-facts">
      <div>
        <dt>{t('dataGateway.clients.scope')}</dt>
        <dd>{scopes.length === 0 ? t('dataGateway.clients.nothing') : [...new Set(scopes)].join(', ')}</dd>
      </div>
      <div>
        <dt>{t('dataGateway.clients.read')}</dt>
        <dd>
          {client.readAt === null ? t('dataGateway.clients.neverRead') : format.dateTime(Date.parse(client.readAt))}
        </dd>
      </div>
      {client.behind !== null && (
        <div>
          <dt>{t('dataGateway.clients.behind')}</dt>
          <dd>{behind}</dd>
        </div>
      )}
    </dl>
  );
}

/** A client: what it may read, whether it keeps up, its keys. */
export function FeedClient({ client }: ClientProps): JSX.Element {
  const { t } = useTexts();
  const [isMaking, setMaking] = useState(false);
  return (
    <article className="feed-client" data-client={client.name} aria-labelledby={`client-${client.id}`}>
      <header>
        <h3 id={`client-${client.id}`}>{client.displayName}</h3>
        <span translate="no">{client.name}</span>
        {client.disabled && <strong>{t('dataGateway.clients.disabled')}</strong>}
        {!isMaking && (
          <button
            type="button"
            className="quiet-button"
            aria-label={t('dataGateway.keys.newOf', { name: client.displayName })}
            onClick={() => setMaking(true)}
          >
            {t('dataGateway.keys.new')}
          </button>
        )}
      </header>
      <Facts client={client} />
      {isMaking && <NewFeedKeyForm client={client} onDone={() => setMaking(false)} />}
      <Keys client={client} />
      <FeedSwitch
        label={t('dataGateway.clients.mqttOf', { name: client.displayName })}
        on={client.mqtt}
        send={(mqtt) => setFeedMqtt(client.id, mqtt)}
      >
        {t('dataGateway.clients.mqtt')}
        {client.mqtt && (
          <span className="feed-note">
            {t('dataGateway.clients.topic')} <code translate="no">{client.topic}</code>
          </span>
        )}
      </FeedSwitch>
    </article>
  );
}
