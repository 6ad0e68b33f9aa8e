import { isInForce } from '@khue/domain/access';
import { grantFlags, type ReviewRule } from '@khue/domain/accessReview';
import type { GrantRow } from '@khue/domain/administration';
import type { GrantState } from '@khue/store/access';
import type { Store } from '@khue/store/store';

function stateOf({ grant }: GrantState, at: number): GrantRow['state'] {
  if (isInForce(grant, at)) return 'in_force';
  return at < grant.validFrom ? 'future' : 'ended';
}

/** Names of units and schools by id. */
async function placeNames(store: Store): Promise<Map<string, string>> {
  const [units, schools] = await Promise.all([store.units.list(), store.schools.list()]);
  return new Map([
    ...units.map(({ id, fullName }) => [id, fullName] as const),
    ...schools.map(({ id, name }) => [id, name] as const),
  ]);
}

/** Grants in words, with what has to be looked at in them. */
export async function grantRows(
  store: Store,
  states: readonly GrantState[],
  at: number,
  rules: readonly ReviewRule[],
): Promise<GrantRow[]> {
  const ids = states.flatMap(({ grant, grantedBy, reviewedBy }) => [grant.accountId, grantedBy, reviewedBy]);
  const [holders, roles, places] = await Promise.all([
    store.access.holders(ids.filter((id) => id !== null)),
    store.access.roles(),
    placeNames(store),
  ]);
  const titles = new Map(roles.map(({ name, title }) => [name, title]));
  const nameOf = (id: string | null): string | null => (id === null ? null : (holders.get(id)?.account.name ?? null));
  return states.flatMap((state) => {
    const { grant, grantedAt, reviewedAt, lastUsedAt, fromIdentity } = state;
    const holder = holders.get(grant.accountId);
    const roleTitle = titles.get(grant.role);
    if (holder === undefined || roleTitle === undefined) return [];
    const { name, displayName, kind } = holder.account;
    const looked = {
      grant,
      grantedAt: grantedAt.getTime(),
      reviewedAt: reviewedAt?.getTime() ?? null,
      lastUsedAt: lastUsedAt?.getTime() ?? null,
    };
    return [
      {
        grant,
        account: { name, displayName, kind, disabled: holder.disabled },
        roleTitle,
        placeName: grant.scopeId === null ? null : (places.get(grant.scopeId) ?? null),
        grantedAt: grantedAt.toISOString(),
        grantedBy: nameOf(state.grantedBy),
        reviewedAt: reviewedAt?.toISOString() ?? null,
        reviewedBy: nameOf(state.reviewedBy),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
        fromIdentity,
        state: stateOf(state, at),
        flags: grantFlags(looked, at, rules),
      },
    ];
  });
}
