import type { OwnAccount } from '@khue/domain/signIn';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { endEverySession, endSession, ownAccountKey } from '../../data/account.ts';
import { useSessionUpdate } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';

const browsers = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const;
const systems = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS X', 'Linux'] as const;
const spoken: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' };

/** Browser and system out of what the browser calls itself; null where neither is known. */
function nameOf(agent: string | null): string | null {
  if (agent === null) return null;
  const browser = browsers.find((name) => agent.includes(`${name}/`));
  const system = systems.find((name) => agent.includes(name));
  const known = [browser, system].flatMap((name) => (name === undefined ? [] : (spoken[name] ?? name)));
  return known.length === 0 ? null : known.join(' · ');
}

/** Where the account is signed in, ending one session or all. */
export function OwnSessions({ account }: { readonly account: OwnAccount }): JSX.Element {
  const { t, format } = useTexts();
  const queries = useQueryClient();
  const update = useSessionUpdate();
  const tell = useFailureSentence();
  const ending = useMutation({
    mutationFn: endSession,
    onSettled: async () => queries.invalidateQueries({ queryKey: ownAccountKey }),
  });
  const leaving = useMutation({ mutationFn: endEverySession, onSuccess: () => update(null) });
  const error = ending.error ?? leaving.error;

  return (
    <section className="account-sessions" aria-labelledby="own-sessions">
      <header>
        <h2 id="own-sessions">{t('account.sessions.title')}</h2>
        <button type="button" className="quiet-button" disabled={leaving.isPending} onClick={() => leaving.mutate()}>
          {t('account.sessions.everywhere')}
        </button>
      </header>
      <p className="form-error" role="alert">
        {error !== null && tell(error).sentence}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('account.sessions.where')}</th>
            <th scope="col">{t('account.sessions.address')}</th>
            <th scope="col">{t('account.sessions.opened')}</th>
            <th scope="col">{t('account.sessions.active')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('account.sessions.end')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {account.sessions.map((session) => {
            const agent = nameOf(session.agent) ?? t('account.sessions.unknown');
            return (
              <tr key={session.id} aria-current={session.own}>
                <td>{agent}</td>
                <td>{session.address ?? t('account.sessions.unknown')}</td>
                <td>{format.dateTime(Date.parse(session.openedAt))}</td>
                <td>
                  {format.dateTime(Date.parse(session.activeAt))}
                  {session.locked && ` · ${t('account.sessions.locked')}`}
                </td>
                <td className="row-action">
                  {session.own ? (
                    t('account.sessions.own')
                  ) : (
                    <button
                      type="button"
                      className="quiet-button"
                      aria-label={t('account.sessions.endLabel', { agent })}
                      disabled={ending.isPending}
                      onClick={() => ending.mutate(session.id)}
                    >
                      {t('account.sessions.end')}
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
