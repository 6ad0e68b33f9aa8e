import {
  type AccessRequest,
  decide,
  type Decision,
  type Holding,
  type Permission,
  permissionSchema,
  type Placement,
} from '@khue/domain/access';
import type { CameraZone } from '@khue/domain/camera';
import type { Clock } from '@khue/domain/clock';
import { placeSchools } from '@khue/domain/placement';
import type { ZoneApproval } from '@khue/domain/privacy';
import type { Store } from '@khue/store/store';

/** How old an answer may be that is given from memory. A withdrawn right ends within 5 s. */
const recheckMs = 1_000;
/** Accounts whose holdings are kept; beyond it the one kept longest is read again. */
const keptAccounts = 10_000;

/** A camera, as far as a right depends on it. */
export interface Place {
  readonly schoolId: string;
  /** null: the school itself is meant. */
  readonly camera: { readonly id: string; readonly zone: CameraZone } | null;
}

/** Everything rights depend on beside the account. */
interface Ground {
  readonly epoch: number;
  readonly placements: ReadonlyMap<string, Placement>;
  readonly closedZones: ReadonlySet<CameraZone>;
  readonly approvals: readonly ZoneApproval[];
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

  /** Whether a permission is held for a school or a camera. */
  decide(permission: Permission, place: Place): Decision {
    const request: AccessRequest = {
      permission,
      at: this.#at,
      placement: this.#ground.placements.get(place.schoolId) ?? null,
      zone: place.camera?.zone ?? null,
      zoneOpen: this.#isOpen(place),
    };
    return decide(this.#holdings, request);
  }

  /** The schools a permission is held for; null: all of the city. */
  schools(permission: Permission): ReadonlySet<string> | null {
    const holdings = this.#valid(permission);
    if (holdings.some(({ grant }) => grant.scopeId === null)) return null;
    const seen = new Set<string>();
    for (const [schoolId, placement] of this.#ground.placements) {
      if (holdings.some(({ grant }) => placement[grant.relation].has(grant.scopeId ?? ''))) seen.add(schoolId);
    }
    return seen;
  }

  #valid(permission: Permission): Holding[] {
    return this.#validNow().filter(({ role }) => role.permissions.includes(permission));
  }

  #validNow(): Holding[] {
    return this.#holdings.filter(
      ({ grant }) => grant.validFrom <= this.#at && (grant.validTo === null || this.#at < grant.validTo),
    );
  }

  #isOpen({ schoolId, camera }: Place): boolean {
    if (camera === null || !this.#ground.closedZones.has(camera.zone)) return true;
    return this.#ground.approvals.some(
      (approval) =>
        approval.schoolId === schoolId &&
        approval.zone === camera.zone &&
        (approval.cameraId === null || approval.cameraId === camera.id) &&
        approval.validFrom <= this.#at &&
        this.#at < approval.validTo,
    );
  }
}

/** Knows what everybody may do. Keeps it in memory and asks the store once a second whether something changed. */
export class Rights {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #holdings = new Map<string, Promise<Holding[]>>();
  #ground: Promise<Ground> | null = null;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async of(accountId: string): Promise<AccountRights> {
    const ground = await this.#current();
    return new AccountRights(await this.#holdingsOf(accountId), ground, this.#clock.now());
  }

  /** Units, schools or approvals changed: everything is read again at the next question. */
  forget(): void {
    this.#ground = null;
    this.#holdings.clear();
  }

  async #current(): Promise<Ground> {
    const now = performance.now();
    if (this.#ground !== null && now - this.#checkedAt >= recheckMs) {
      this.#checkedAt = now;
      const [known, epoch] = await Promise.all([this.#ground, this.#store.access.epoch()]);
      if (known.epoch !== epoch) this.forget();
    }
    if (this.#ground === null) {
      this.#checkedAt = now;
      this.#ground = this.#read();
      this.#ground.catch(() => this.forget());
    }
    return this.#ground;
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
    if (this.#holdings.size > keptAccounts) {
      const [oldest] = this.#holdings.keys();
      if (oldest !== undefined) this.#holdings.delete(oldest);
    }
    return read;
  }
}
