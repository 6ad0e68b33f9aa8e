import { createHash, randomUUID } from 'node:crypto';
import type { Evidence } from '@khue/domain/audit';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import { noReadings } from '@khue/domain/auditReadings';
import { judgeCamera } from '@khue/domain/auditVerdict';
import type { Store } from '@khue/store/store';

/** An audit of one school with one camera, finished, with one piece of evidence. */
export async function auditOf(
  store: Store,
  { schoolId, cameraId }: { readonly schoolId: string; readonly cameraId: string },
): Promise<{ readonly auditId: string; readonly evidenceId: string }> {
  const at = new Date();
  const recorded = { by: 'thanh.tra', at };
  const campaign = {
    title: 'Đợt thử',
    profile: 'baseline-2026',
    profileVersion: 1,
    schoolIds: [schoolId],
    byDay: null,
  };
  const auditId = await store.audits.startCampaign(campaign, recorded, () => []);
  const body = 'outcome: answered\n\n<scopes/>';
  const evidence: Evidence = {
    id: randomUUID(),
    campaignId: auditId,
    cameraId,
    kind: 'onvif.device.GetScopes',
    at: at.toISOString(),
    clockSource: 'gateway',
    vantage: 'camera',
    permissionId: null,
    tool: 'khue test',
    sha256: createHash('sha256').update(body).digest('hex'),
    body,
  };
  const [profile] = shippedProfiles;
  if (profile === undefined) throw new Error('no profile is shipped');
  const about = { cameraId, zone: 'yard', readings: noReadings, unasked: null, at: at.toISOString() } as const;
  const verdicts = judgeCamera(auditRules, profile, about);
  const finished = { campaignId: auditId, cameraId, state: 'done', permissionId: null, at } as const;
  await store.audits.finishTask({ ...finished, evidence: [evidence], verdicts });
  return { auditId, evidenceId: evidence.id };
}
