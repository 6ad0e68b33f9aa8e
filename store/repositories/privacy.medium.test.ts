import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalWish } from '@khue/domain/privacy';
import { addSampleAccount } from '../testing/sampleAccounts.ts';
import { sampleCamera, sampleSchool, sampleUnit } from '../testing/sampleInventory.ts';
import { databaseServers, openTestStore } from '../testing/testDatabase.ts';
import type { Store } from '../store.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-25T03:00:00.000Z');
const at = new Date(now);

describe.each(databaseServers)('privacy on %s', (server) => {
  let store: Store;
  let close: () => Promise<void>;
  let asker: string;
  let decider: string;
  let schoolId: string;
  let cameraId: string;

  beforeAll(async () => {
    const opened = await openTestStore(server);
    ({ store, close } = opened);
    decider = (await store.accounts.createFirst('truong.ca', 'Trưởng ca', () => []))?.account.id ?? '';
    asker = await addSampleAccount(opened.ownerUrl, 'truc.ban');
    await store.units.upsert([sampleUnit('26743')], new Date(0));
    await store.schools.upsert([sampleSchool('A'), sampleSchool('B')], new Date(0));
    await store.cameras.upsert([sampleCamera('A/C1', 'A', { zone: 'classroom' })], new Date(0));
    const [camera] = await store.cameras.list();
    schoolId = camera?.schoolId ?? '';
    cameraId = camera?.id ?? '';
  });

  afterAll(() => close());

  function wish(changes: Partial<ApprovalWish> = {}): ApprovalWish {
    return {
      schoolId,
      cameraId,
      zone: 'classroom',
      reason: 'Xác minh phản ánh của phụ huynh',
      legalBasis: 'Công văn 12/SGDĐT',
      requestedBy: asker,
      requestedAt: now,
      validFrom: now,
      validTo: now + 24 * hour,
      ...changes,
    };
  }

  describe('purposes', () => {
    it('are added at the end, renamed, ordered, and retired but for the last', async () => {
      const before = await store.privacy.purposes();
      const title = { vi: 'Diễn tập', en: 'Exercise' };
      const id = (await store.privacy.addPurpose({ title, needsNote: true }, 100, () => [])) ?? '';
      expect((await store.privacy.purposes()).at(-1)).toEqual({ id, title, needsNote: true, active: true });
      expect(await store.privacy.addPurpose({ title, needsNote: true }, before.length + 1, () => [])).toBeNull();

      const ids = [id, ...before.map((purpose) => purpose.id)];
      expect(await store.privacy.orderPurposes(ids, () => [])).toBe(true);
      expect((await store.privacy.purposes()).map((purpose) => purpose.id)).toEqual(ids);
      expect(await store.privacy.orderPurposes(ids.slice(1), () => [])).toBe(false);
      expect(await store.privacy.orderPurposes([...ids.slice(1), asker], () => [])).toBe(false);

      for (const purpose of before) await store.privacy.changePurpose({ ...purpose, active: false }, () => []);
      const last = { id, title, needsNote: false, active: false };
      expect(await store.privacy.changePurpose(last, () => [])).toBe('last');
      expect(await store.privacy.changePurpose({ ...last, active: true }, () => [])).toBe('changed');
      expect(await store.privacy.changePurpose({ ...last, id: asker }, () => [])).toBe('unknown');
      expect((await store.privacy.purposes()).filter(({ active }) => active)).toMatchObject([{ id, needsNote: false }]);
    });
  });

  describe('zone rules', () => {
    it('are closed for classrooms from the beginning, and grow the epoch when they change', async () => {
      const rules = await store.privacy.zoneRules();
      expect(rules.filter(({ needsApproval }) => needsApproval).map(({ zone }) => zone)).toEqual(['classroom']);
      const epoch = await store.access.epoch();
      const rule = { zone: 'kitchen', needsApproval: true, onWalls: false, source: 'Quy chế 5' } as const;
      expect(await store.privacy.saveZoneRule(rule, () => [])).toBe(true);
      expect(await store.privacy.zoneRules()).toContainEqual(rule);
      expect(await store.access.epoch()).toBe(epoch + 1);
    });
  });

  describe('approvals', () => {
    it('count only once they are approved, from the decision on, and end when they are withdrawn', async () => {
      const id = await store.privacy.requestApproval(wish(), () => []);
      expect(await store.privacy.waitingApprovals(asker, at)).toBe(1);
      expect(await store.privacy.approvals(at)).toEqual([]);

      const epoch = await store.access.epoch();
      const later = new Date(now + hour);
      expect(await store.privacy.decideApproval(id, 'approved', decider, later, () => [])).toBe(true);
      expect(await store.privacy.decideApproval(id, 'refused', decider, later, () => [])).toBe(false);
      expect(await store.privacy.approvals(later)).toMatchObject([{ id, validFrom: now + hour, decidedBy: decider }]);
      expect(await store.privacy.approvals(new Date(now + 24 * hour))).toEqual([]);
      expect(await store.privacy.waitingApprovals(asker, at)).toBe(0);

      expect(await store.privacy.withdrawApproval(id, decider, later, () => [])).toBe(true);
      expect(await store.privacy.withdrawApproval(id, decider, later, () => [])).toBe(false);
      expect(await store.privacy.approvals(later)).toEqual([]);
      expect(await store.access.epoch()).toBe(epoch + 2);
    });

    it('that were refused, or are over before a decision, open nothing', async () => {
      const refused = await store.privacy.requestApproval(wish(), () => []);
      await store.privacy.decideApproval(refused, 'refused', decider, at, () => []);
      expect(await store.privacy.withdrawApproval(refused, decider, at, () => [])).toBe(false);
      const lapsed = await store.privacy.requestApproval(wish({ validTo: now + 1 }), () => []);
      expect(await store.privacy.decideApproval(lapsed, 'approved', decider, new Date(now + 2), () => [])).toBe(false);
      expect(await store.privacy.approvals(at)).toEqual([]);
    });

    it('are listed with names, by school or by who asked', async () => {
      const id = await store.privacy.requestApproval(wish({ cameraId: null, requestedAt: now + hour }), () => []);
      expect(await store.privacy.approval(id)).toMatchObject({
        schoolCode: 'A',
        schoolName: 'THPT A',
        cameraName: null,
        requestedByName: 'truc.ban',
        decidedByName: null,
      });
      const idsFor = async (schools: string[] | null, requestedBy: string) =>
        (await store.privacy.approvalList({ schools, requestedBy }, 100)).map((approval) => approval.id);
      expect((await idsFor(null, decider))[0]).toBe(id);
      expect(await idsFor([], asker)).toContain(id);
      expect(await idsFor([schoolId], decider)).toContain(id);
      expect(await idsFor([], decider)).toEqual([]);
      expect(await store.privacy.approvalList({ schools: null, requestedBy: asker }, 1)).toHaveLength(1);
    });

    it('can be decided by enabled people who hold the right at that moment', async () => {
      expect(await store.privacy.approverIds(at, 10)).toEqual([decider]);
      const grant = { role: 'shift_lead', scopeId: null, relation: 'territorial', zones: null } as const;
      await store.access.addGrant({ ...grant, accountId: asker, validFrom: now, validTo: now + hour }, null, () => []);
      expect(new Set(await store.privacy.approverIds(at, 10))).toEqual(new Set([asker, decider]));
      expect(await store.privacy.approverIds(new Date(now + hour), 10)).toEqual([decider]);
    });
  });

  describe('the register of requests', () => {
    const request = { kind: 'copy', receivedAt: at.toISOString(), schoolId: null, summary: 'Xin bản sao' } as const;

    it('keeps each reference once, and takes each step once while it is open', async () => {
      const id = (await store.privacy.addSubjectRequest({ ...request, reference: '1/PYC-2026' }, () => [])) ?? '';
      expect(await store.privacy.addSubjectRequest({ ...request, reference: '1/PYC-2026' }, () => [])).toBeNull();
      const step = (name: 'acknowledge' | 'extend' | 'close') =>
        store.privacy.stepSubjectRequest(id, name, at, name === 'close' ? 'Đã giao bản sao' : null, () => []);
      expect([await step('acknowledge'), await step('acknowledge')]).toEqual([true, false]);
      expect([await step('extend'), await step('extend')]).toEqual([true, false]);
      expect([await step('close'), await step('close')]).toEqual([true, false]);
      expect(await store.privacy.subjectRequest(id)).toMatchObject({
        acknowledgedAt: at.toISOString(),
        extendedAt: at.toISOString(),
        closedAt: at.toISOString(),
        outcome: 'Đã giao bản sao',
      });
    });

    it('lists open ones first', async () => {
      await store.privacy.addSubjectRequest(
        {
          ...request,
          reference: '2/PYC-2026',
          receivedAt: '2026-01-02T00:00:00Z',
        },
        () => [],
      );
      expect((await store.privacy.subjectRequests(10)).map(({ reference }) => reference)).toEqual([
        '2/PYC-2026',
        '1/PYC-2026',
      ]);
    });
  });

  describe('the register of incidents', () => {
    it('raises, notices, reports and closes each once', async () => {
      const id = await store.privacy.addIncident(
        {
          title: 'Mất máy tính trực ban',
          level: 'normal',
          discoveredAt: at.toISOString(),
          description: '',
        },
        () => [],
      );
      const step = (name: 'raise' | 'first_notice' | 'report' | 'close') =>
        store.privacy.stepIncident(id, name, at, name === 'close' ? 'Đã khoá từ xa' : null, () => []);
      expect(await step('first_notice')).toBe(false);
      expect([await step('raise'), await step('raise')]).toEqual([true, false]);
      expect([await step('first_notice'), await step('first_notice')]).toEqual([true, false]);
      expect([await step('report'), await step('close'), await step('close')]).toEqual([true, true, false]);
      expect(await store.privacy.incidents(10)).toMatchObject([{ id, level: 'serious', outcome: 'Đã khoá từ xa' }]);
    });
  });

  it('has every clock of the law with its source', async () => {
    const rules = await store.privacy.clockRules();
    expect(rules).toHaveLength(18);
    expect(rules.find(({ key }) => key === 'request.acknowledge')).toMatchObject({ amount: 2, unit: 'workingDays' });
    expect((await store.privacy.publicHolidays()).map(({ day }) => day)).toContain('2027-02-08');
  });
});
