import type { WallList } from '@khue/domain/signIn';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { useFailureSentence } from '../../controls/Failure.tsx';
import { focusOnce } from '../../controls/focusOnce.ts';
import { revokeWall, wallsKey } from '../../data/walls.ts';
import { useTexts } from '../../i18n/language.ts';

type WallItem = WallList['walls'][number];

interface RevokeProps {
  readonly wall: WallItem;
  readonly busy: boolean;
  readonly onRevoke: () => void;
}

/** A question before the display goes dark. */
function Revoke({ wall, busy, onRevoke }: RevokeProps): JSX.Element {
  const { t } = useTexts();
  const [asking, setAsking] = useState(false);
  const name = wall.displayName;
  if (!asking) {
    return (
      <button
        type="button"
        className="quiet-button"
        aria-label={t('walls.list.revokeLabel', { name })}
        onClick={() => setAsking(true)}
      >
        {t('walls.list.revoke')}
      </button>
    );
  }
  return (
    <span className="wall-sure">
      {t('walls.list.sure', { name })}
      <button type="button" className="primary-button" disabled={busy} ref={focusOnce} onClick={onRevoke}>
        {t('walls.list.yes')}
      </button>
      <button type="button" className="quiet-button" onClick={() => setAsking(false)}>
        {t('walls.list.no')}
      </button>
    </span>
  );
}

/** Displays that were let in. */
export function PairedWalls({ list }: { readonly list: WallList }): JSX.Element {
  const { t, format } = useTexts();
  const tell = useFailureSentence();
  const queries = useQueryClient();
  const revoking = useMutation({
    mutationFn: revokeWall,
    onSettled: async () => queries.invalidateQueries({ queryKey: wallsKey }),
  });
  const units = new Map(list.units.map(({ id, name }) => [id, name]));

  function scopeOf({ scopeId, relation }: WallItem): string {
    if (scopeId === null) return t('walls.enrol.city');
    return `${units.get(scopeId) ?? t('walls.list.school')} (${t(`administration.relation.${relation}`)})`;
  }

  return (
    <section aria-labelledby="paired-walls" className="wall-list">
      <h2 id="paired-walls">{t('walls.list.title')}</h2>
      <p className="form-error" role="alert">
        {revoking.isError && tell(revoking.error).sentence}
      </p>
      {list.walls.length === 0 ? (
        <p className="wall-none">{t('walls.list.none')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('walls.list.name')}</th>
              <th scope="col">{t('walls.list.scope')}</th>
              <th scope="col">{t('walls.list.enrolled')}</th>
              <th scope="col">{t('walls.list.by')}</th>
              <th scope="col">{t('walls.list.seen')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('walls.list.revoke')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.walls.map((wall) => (
              <tr key={wall.id} data-wall={wall.displayName}>
                <td>{wall.displayName}</td>
                <td>{scopeOf(wall)}</td>
                <td>{format.dateTime(Date.parse(wall.enrolledAt))}</td>
                <td>{wall.enrolledBy}</td>
                <td>{wall.seenAt === null ? t('walls.list.never') : format.dateTime(Date.parse(wall.seenAt))}</td>
                <td className="row-action">
                  <Revoke wall={wall} busy={revoking.isPending} onRevoke={() => revoking.mutate(wall.id)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
