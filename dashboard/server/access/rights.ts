import {
  type AccessRequest,
  decide,
  type Decision,
  type Grant,
  type Holding,
  isInForce,
  type Permission,
  permissionSchema,
  type Placement,
  placedPermissions,
} from '@khue/domain/access';
import type { CameraZone } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import { placeSchools } from '@khue/domain/placement';
import { type ApprovalState, approvalStateOf, type ZoneApproval } from '@khue/domain/privacy';
import type { Store } from '@khue/store/store';

/** How old an answer may be that is given from memory. A withdrawn right ends within 5 s. */
const recheckMs = 1_000;
/** Accounts whose holdings are kept; beyond it the one kept longest is read again. */
const keptAccounts = 10_000;
/** Distinct scopes whose schools are kept; beyond it the one kept longest is worked out again. */
const keptScopes = 1_000;
/** Past moments whose placements are kept. */
const keptMoments = 8;
/** How often the use of a grant is written down. */
const usedEveryMs = 3_600_000;

/** A camera, as far as a right depends on it. */
export interface Place {
  readonly schoolId: string;
  /** null: the school itself is meant. */
  readonly camera: { readonly id: string; readonly zone: CameraZone } | null;
}

/** Everything rights depend on beside the account. */
interface Ground {
  readonly epoch: number;
  readonly placements: Placements;
  readonly closedZones: ReadonlySet<CameraZone>;
  readonly approvals: readonly ZoneApproval[];
}

type Placements = ReadonlyMap<string, Placement>;

const approvalsInForce: ReadonlySet<ApprovalState> = new Set(['in_force', 'expiring']);

/** Drops what was put in first once a map holds more than its limit. */
function keepAtMost<Key>(map: Map<Key, unknown>, limit: number): void {
  const [first] = map.keys();
  if (map.size > limit && first !== undefined) map.delete(first);
}

/** Schools by the heads of a scope, for as long as the placements live: equal scopes share one set. */
const scopesOf = new WeakMap<Placements, Map<string, ReadonlySet<string>>>();

function schoolsBelow(placements: Placements, grants: readonly Grant[]): ReadonlySet<string> {
  const known = scopesOf.get(placements) ?? new Map<string, ReadonlySet<string>>();
  scopesOf.set(placements, known);
  const heads = new Map(grants.map((grant) => [`${grant.relation} ${grant.scopeId}`, grant]));
  const key = [...heads.keys()].sort().join();
  const before = known.get(key);
  if (before !== undefined) return before;
  const schools = new Set<string>();
  for (const [schoolId, placement] of placements) {
    if ([...heads.values()].some(({ relation, scopeId }) => placement[relation].has(scopeId ?? '')))
      schools.add(schoolId);
  }
  known.set(key, schools);
  keepAtMost(known, keptScopes);
  return schools;
}

/** What one account may do, as of the moment it was asked for. */
export class AccountRights {
  readonly #holdings: readonly Holding[];
  readonly #ground: Ground;
  readonly #at: number;

  constructor(holdings: readonly Holding[], ground: Ground, at: number) {
    this.#holdings = holdings;
    this.#ground = ground;
    this.#at = at;
  }

  get holdings(): readonly Holding[] {
    return this.#holdings;
  }

  /** Whether a permission is held anywhere: opens a route, which then looks at each place. */
  holds(permission: Permission): boolean {
    return this.#valid(permission).length > 0;
  }

  /** Every permission that is held anywhere. */
  permissions(): Permission[] {
    return permissionSchema.options.filter((permission) => this.holds(permission));
  }

  /** The shortest time without a hand on the keyboard after which a role that is held wants the session locked; null: none. */
  idleLockMs(): number | null {
    const times = this.#validNow().flatMap(({ role }) => role.idleLockMs ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Whether a role that is held asks for a second factor. */
  asksForSecondFactor(): boolean {
    return this.#validNow().some(({ role }) => role.secondFactor);
  }

  /** Whether a permission is held for a school or a camera. */
  decide(permission: Permission, place: Place): Decision {
    const request: AccessRequest = {
      permission,
      at: this.#at,
      placement: this.#ground.placements.get(place.schoolId) ?? null,
      zone: place.camera?.zone ?? null,
      zoneOpen: this.isOpen(place),
    };
    return decide(this.#holdings, request);
  }

  /** The schools a permission is held for; null: all of the city. Equal scopes give the same set while nothing changes. */
  schools(permission: Permission): ReadonlySet<string> | null {
    const grants = this.#valid(permission).map(({ grant }) => grant);
    if (grants.some(({ scopeId }) => scopeId === null)) return null;
    return schoolsBelow(this.#ground.placements, grants);
  }

  /**
   * Whether a permission is held for all that is below a unit or school, now and whatever comes to it: by a grant of the
   * same scope or of the whole city; `scopeId` null is the whole city.
   */
  holdsOver(permission: Permission, { scopeId, relation }: Pick<Grant, 'scopeId' | 'relation'>): boolean {
    return this.#valid(permission).some(
      ({ grant }) => grant.scopeId === null || (grant.scopeId === scopeId && grant.relation === relation),
    );
  }

  /** Ids of the grants by which a permission is held anywhere. */
  grantsFor(permission: Permission): string[] {
    return this.#valid(permission).map(({ grant }) => grant.id);
  }

  /** Holdings by which a permission is held: one over a part of the city holds nothing that is not about places. */
  #valid(permission: Permission): Holding[] {
    return this.#validNow().filter(
      ({ grant, role }) =>
        role.permissions.includes(permission) && (grant.scopeId === null || placedPermissions.has(permission)),
    );
  }

  #validNow(): Holding[] {
    return this.#holdings.filter(({ grant }) => isInForce(grant, this.#at));
  }

  /** Whether the rule of its zone lets a camera be looked through, by itself or by an approval in force. */
  isOpen({ schoolId, camera }: Place): boolean {
    if (camera === null || !this.#ground.closedZones.has(camera.zone)) return true;
    return this.#ground.approvals.some(
      (approval) =>
        approval.schoolId === schoolId &&
        approval.zone === camera.zone &&
        (approval.cameraId === null || approval.cameraId === camera.id) &&
        approvalsInForce.has(approvalStateOf(approval, this.#at)),
    );
  }
}

/** Knows what everybody may do. Keeps it in memory and asks the store once a second whether something changed. */
export class Rights {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #holdings = new Map<string, Promise<Holding[]>>();
  readonly #past = new Map<number, Promise<Placements>>();
  readonly #usedAtMs = new Map<string, number>();
  #ground: Promise<Ground> | null = null;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #checking: Promise<void> | null = null;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async of(accountId: string): Promise<AccountRights> {
    const ground = await this.#current();
    return new AccountRights(await this.#holdingsOf(accountId), ground, this.#clock.now());
  }

  /** The grants of now where schools stood as they did at a moment (docs/adr/0018-rights-at-a-past-moment.md). */
  async asOf(accountId: string, moment: Date): Promise<AccountRights> {
    const ground = await this.#current();
    const placements = await this.#placementsAt(moment);
    return new AccountRights(await this.#holdingsOf(accountId), { ...ground, placements }, this.#clock.now());
  }

  /** Remembers that somebody worked by these grants; written down at most once an hour and grant. */
  used(grantIds: readonly string[]): void {
    const now = this.#clock.now();
    const due = grantIds.filter((id) => now - (this.#usedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) >= usedEveryMs);
    if (due.length === 0) return;
    for (const id of due) {
      this.#usedAtMs.set(id, now);
      keepAtMost(this.#usedAtMs, keptAccounts);
    }
    // Not told to whoever asks: the next use is written down instead.
    this.#store.access.markUsed(due, new Date(now)).catch(() => {
      for (const id of due) this.#usedAtMs.delete(id);
    });
  }

  /** Something may have changed: the store is asked before the next answer. */
  lookAgain(): void {
    this.#checkedAt = Number.NEGATIVE_INFINITY;
  }

  /** Units, schools or approvals changed: everything is read again at the next question. */
  forget(): void {
    this.#ground = null;
    this.#holdings.clear();
    this.#past.clear();
  }

  async #current(): Promise<Ground> {
    const now = performance.now();
    if (this.#ground !== null && now - this.#checkedAt >= recheckMs) {
      // Whoever asks meanwhile waits as well: memory that could not be checked is no answer.
      this.#checking ??= this.#check(this.#ground, now).finally(() => {
        this.#checking = null;
      });
      await this.#checking;
    }
    if (this.#ground === null) {
      this.#checkedAt = now;
      this.#ground = this.#read();
      this.#ground.catch(() => this.forget());
    }
    return this.#ground;
  }

  async #check(ground: Promise<Ground>, now: number): Promise<void> {
    const [known, epoch] = await Promise.all([ground, this.#store.access.epoch()]);
    if (known.epoch !== epoch) this.forget();
    this.#checkedAt = now;
  }

  async #read(): Promise<Ground> {
    const { access, privacy } = this.#store;
    // First, so that a change while the rest is read is seen at the next check.
    const epoch = await access.epoch();
    const [facts, zoneRules, approvals] = await Promise.all([
      access.placementFacts(),
      privacy.zoneRules(),
      privacy.approvals(new Date(this.#clock.now())),
    ]);
    const closed = zoneRules.filter(({ needsApproval }) => needsApproval).map(({ zone }) => zone);
    return { epoch, placements: placeSchools(facts), closedZones: new Set(closed), approvals };
  }

  #holdingsOf(accountId: string): Promise<Holding[]> {
    const known = this.#holdings.get(accountId);
    if (known !== undefined) return known;
    const read = this.#store.access.holdings(accountId);
    read.catch(() => this.#holdings.delete(accountId));
    this.#holdings.set(accountId, read);
    keepAtMost(this.#holdings, keptAccounts);
    return read;
  }

  #placementsAt(moment: Date): Promise<Placements> {
    const key = moment.getTime();
    const known = this.#past.get(key);
    if (known !== undefined) return known;
    const read = this.#store.access.placementFacts(moment).then(placeSchools);
    read.catch(() => this.#past.delete(key));
    this.#past.set(key, read);
    keepAtMost(this.#past, keptMoments);
    return read;
  }
}
