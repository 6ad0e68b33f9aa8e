import type { FastifyRequest } from 'fastify';
import { KhueError } from '@khue/domain/errors';
import { clockRuleAt } from '@khue/domain/lawClocks';
import { approvalStateOf } from '@khue/domain/privacy';
import { type ApprovalItem, type approvalRequestSchema, registerLimit } from '@khue/domain/privacyApi';
import { longestApprovalKey } from '@khue/domain/privacyClocks';
import type { NamedApproval } from '@khue/store/privacy';
import type { z } from 'zod';
import { requireRight, rightsOf, signedIn } from '../access/guard.ts';
import type { DashboardParts } from '../parts.ts';

const dayMs = 86_400_000;
/** People who may approve, looked at for one decision at most. */
const approversLookedAt = 1_000;

type Deps = Pick<DashboardParts, 'store' | 'clock' | 'rights'>;

/** Approvals of closed zones, as those see and decide them who may. */
export class Approvals {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async longestDays(): Promise<number> {
    const { store, clock } = this.#deps;
    return clockRuleAt(await store.privacy.clockRules(), longestApprovalKey, clock.now())?.amount ?? 0;
  }

  /** Whether nobody but this account may decide about a school. */
  async isAlone(accountId: string, schoolId: string): Promise<boolean> {
    const { store, clock, rights } = this.#deps;
    for (const id of await store.privacy.approverIds(new Date(clock.now()), approversLookedAt)) {
      if (id === accountId) continue;
      if ((await rights.of(id)).decide('zone.approve', { schoolId, camera: null }).allowed) return false;
    }
    return true;
  }

  /** All for whoever sees the registers; otherwise those of the schools one decides about, and one's own. */
  async list(request: FastifyRequest): Promise<ApprovalItem[]> {
    const held = rightsOf(request);
    const decides = held.schools('zone.approve');
    const schools = held.holds('privacy.view') || decides === null ? null : [...decides];
    const scope = { schools, requestedBy: signedIn(request).account.id };
    const approvals = await this.#deps.store.privacy.approvalList(scope, registerLimit);
    const items: ApprovalItem[] = [];
    for (const approval of approvals) items.push(await this.#item(request, approval));
    return items;
  }

  /** One that the account sees; throws KHUE_NOT_FOUND. */
  async find(request: FastifyRequest, id: string): Promise<NamedApproval> {
    const approval = await this.#deps.store.privacy.approval(id);
    const held = rightsOf(request);
    const isSeen =
      approval !== null &&
      (held.holds('privacy.view') ||
        approval.requestedBy === signedIn(request).account.id ||
        held.decide('zone.approve', { schoolId: approval.schoolId, camera: null }).allowed);
    if (!isSeen) throw new KhueError('KHUE_NOT_FOUND');
    return approval;
  }

  /** Throws where what is asked for does not exist, needs no approval, or would run for too long; gives from and to. */
  async check(
    request: FastifyRequest,
    wish: z.output<typeof approvalRequestSchema>,
  ): Promise<{ readonly validFrom: number; readonly validTo: number; readonly name: string }> {
    const { store, clock } = this.#deps;
    const { schoolId, cameraId, zone } = wish;
    requireRight(request, 'inventory.view', { schoolId, camera: null });
    const [school, camera] = await Promise.all([
      store.schools.find(schoolId),
      cameraId === null ? null : store.cameras.find(cameraId),
    ]);
    if (school === null) throw new KhueError('KHUE_NOT_FOUND');
    const fits = cameraId === null || (camera?.schoolId === schoolId && camera.zone === zone);
    if (!fits) throw new KhueError('KHUE_NOT_FOUND');
    const rule = (await store.privacy.zoneRules()).find((candidate) => candidate.zone === zone);
    if (rule?.needsApproval !== true) throw new KhueError('KHUE_ZONE_OPEN');
    const now = clock.now();
    const validFrom = Math.max(now, wish.validFrom === undefined ? now : Date.parse(wish.validFrom));
    const validTo = Date.parse(wish.validTo);
    const days = await this.longestDays();
    if (validTo <= validFrom || validTo - validFrom > days * dayMs)
      throw new KhueError('KHUE_APPROVAL_TOO_LONG', { days });
    return { validFrom, validTo, name: `${school.code} ${camera?.code ?? zone}` };
  }

  async #item(request: FastifyRequest, approval: NamedApproval): Promise<ApprovalItem> {
    const { id } = signedIn(request).account;
    const held = rightsOf(request);
    const { schoolId, requestedBy } = approval;
    const state = approvalStateOf(approval, this.#deps.clock.now());
    const approves = held.decide('zone.approve', { schoolId, camera: null }).allowed;
    const isOpen = state === 'planned' || state === 'in_force' || state === 'expiring';
    const waits = approves && state === 'requested';
    return {
      ...approval,
      state,
      mayDecide: waits && (requestedBy !== id || (await this.isAlone(id, schoolId))),
      mayWithdraw: isOpen && (approves || held.holds('privacy.manage')),
    };
  }
}
