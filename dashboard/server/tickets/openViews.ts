import type { Permission } from '@khue/domain/access';
import type { CameraZone } from '@khue/domain/camera';
import type { Revocation } from '@khue/domain/revocation';
import type { PictureFileKind } from '@khue/domain/video';
import type { Place } from '../access/rights.ts';
import type { AccountRights } from '../access/rights.ts';

/** A ticket that was given, and may be in use for as long as session and right last. */
export interface OpenView {
  readonly accountId: string;
  readonly sessionId: string;
  readonly permission: Permission;
  readonly schoolId: string;
  readonly camera: NonNullable<Place['camera']>;
  /** On a wall display: only zones that may be put there. */
  readonly wall: boolean;
  /** Pictures that leave as a file; left out: a live picture, whose end ends everything of session and camera. */
  readonly file?: PictureFileKind;
  /** A file is there or cut by then, ms since the epoch; left out: as long as the session lasts. */
  readonly until?: number;
}

interface ReviewDeps {
  /** Which of these sessions are still good; one question for all. */
  readonly goodSessions: (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly rightsOf: (accountId: string) => Promise<AccountRights>;
  readonly wallZones: () => Promise<ReadonlySet<CameraZone>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Looks of all sessions that are kept under review; beyond it the one given longest ago is ended. */
export const openViewLimit = 20_000;

const nobody: ReadonlySet<string> = new Set();
const nothing = { accountId: null, sessionId: null, cameraId: null, schoolId: null };

function keyOf({ sessionId, camera, file }: OpenView): string {
  return `${sessionId} ${camera.id} ${file ?? ''}`;
}

function endOf({ sessionId, camera, file }: OpenView, at: number): Revocation {
  return { ...nothing, at, sessionId, cameraId: camera.id, ...(file !== undefined && { kind: file }) };
}

/** A file that was begun before may be on its way for longer than the newer one. */
function longerOf({ until }: OpenView, before: OpenView | undefined): Pick<OpenView, 'until'> {
  return until === undefined ? {} : { until: Math.max(until, before?.until ?? 0) };
}

/**
 * What was given tickets for, as long as its session lasts. The gateway asks nobody whether somebody may still look: this
 * server looks again every second, and says what has ended, whatever ended it: a role, a grant, its date, an approval, a
 * rule, a sign-out, a school that moved.
 */
export class OpenViews {
  readonly #views = new Map<string, OpenView>();
  readonly #limit: number;
  readonly #displaced: OpenView[] = [];

  constructor(limit = openViewLimit) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#views.size;
  }

  add(view: OpenView): void {
    const key = keyOf(view);
    const before = this.#views.get(key);
    this.#views.delete(key);
    this.#views.set(key, { ...view, ...longerOf(view, before) });
    const [oldest] = this.#views;
    if (this.#views.size <= this.#limit || oldest === undefined) return;
    this.#views.delete(oldest[0]);
    this.#displaced.push(oldest[1]);
  }

  /** What has ended since the last review; it is forgotten here. Where a question fails nothing is: the next review tells it. */
  async review({ goodSessions, rightsOf, wallZones, at }: ReviewDeps): Promise<Revocation[]> {
    for (const view of this.#views.values()) if (view.until !== undefined && view.until <= at) this.#forget(view);
    const displaced = [...this.#displaced];
    const views = [...this.#views.values()];
    const good =
      views.length === 0 ? nobody : await goodSessions([...new Set(views.map(({ sessionId }) => sessionId))]);
    const accounts = new Map<string, AccountRights>();
    for (const { accountId, sessionId } of views) {
      if (good.has(sessionId) && !accounts.has(accountId)) accounts.set(accountId, await rightsOf(accountId));
    }
    const zones = views.some(({ wall }) => wall) ? await wallZones() : new Set<CameraZone>();
    // From here on nothing waits and nothing fails: what is forgotten is told.
    this.#displaced.splice(0, displaced.length);
    const revocations = displaced.map((view) => endOf(view, at));
    const overSessions = new Set<string>();
    for (const view of views) {
      if (!good.has(view.sessionId)) {
        overSessions.add(view.sessionId);
        this.#forget(view);
        continue;
      }
      const rights = accounts.get(view.accountId);
      if (rights !== undefined && mayGoOn(view, rights, zones)) continue;
      this.#forget(view);
      revocations.push(endOf(view, at));
    }
    return [...revocations, ...[...overSessions].map((sessionId) => ({ ...nothing, at, sessionId }))];
  }

  /** Only if nothing newer took its place while the review waited. */
  #forget(view: OpenView): void {
    if (this.#views.get(keyOf(view)) === view) this.#views.delete(keyOf(view));
  }
}

function mayGoOn(view: OpenView, rights: AccountRights, wallZones: ReadonlySet<CameraZone>): boolean {
  if (view.wall && !wallZones.has(view.camera.zone)) return false;
  return rights.decide(view.permission, view).allowed;
}
