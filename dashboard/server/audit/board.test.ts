import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import { sampleMinutes } from '../testing/sampleMinutes.ts';
import { boardInTurns, boardOf, Weighing } from './board.ts';

const schoolCount = 400;
const camerasOfSchool = 8;

function largeGround() {
  const [profile] = shippedProfiles;
  if (profile === undefined) throw new Error('no profile is shipped');
  const { campaign } = sampleMinutes();
  const schools = Array.from({ length: schoolCount }, (_, at) => ({
    schoolId: `school ${at}`,
    code: `MP-${at}`,
    name: `Trường ${at}`,
    shortName: `${at}`,
    wardName: null,
    synthetic: true,
  }));
  const tasks = schools.flatMap(({ schoolId }) =>
    Array.from({ length: camerasOfSchool }, (_, at) => ({
      campaignId: campaign.id,
      cameraId: `${schoolId} ${at}`,
      schoolId,
      state: 'done' as const,
      attempts: 1,
      permissionId: null,
    })),
  );
  const verdicts = tasks.flatMap(({ cameraId }, at) =>
    auditRules.map(({ id }) => ({
      cameraId,
      ruleId: id,
      result: at % 7 === 0 ? ('FAIL' as const) : ('PASS' as const),
    })),
  );
  return { campaign, profile, weighing: new Weighing(auditRules, profile, []), schools, tasks, verdicts, atMs: 0 };
}

describe('the board of many schools', () => {
  it('is the same in turns as in one go', async () => {
    const ground = largeGround();
    expect(await boardInTurns(ground)).toEqual(boardOf(ground));
  });

  it('lets others get their turn before it is there', async () => {
    const made = boardInTurns(largeGround());
    const first = await Promise.race([made.then(() => 'the board'), nextTurn('the others')]);
    expect(first).toBe('the others');
    expect((await made).schools).toHaveLength(schoolCount);
  });
});
