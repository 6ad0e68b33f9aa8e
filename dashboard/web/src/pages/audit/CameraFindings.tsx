import type { AuditRule } from '@khue/domain/audit';
import type { CameraAudit } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { useAuditRules, useCameraAudit } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { AssetRecordPart } from './AssetRecordPart.tsx';
import { CameraVerdictHead } from './CameraVerdictHead.tsx';
import { History } from './History.tsx';
import { VerdictTable } from './VerdictTable.tsx';

interface FindingsProps {
  readonly at: { readonly campaignId: string; readonly done: number };
  readonly cameraId: string;
}

interface ShownProps {
  readonly audit: CameraAudit;
  readonly rules: readonly AuditRule[];
}

function Shown({ audit, rules }: ShownProps): JSX.Element {
  const { t } = useTexts();
  return (
    <>
      <CameraVerdictHead audit={audit} />
      {audit.permissionId === null && audit.camera.taskState !== 'waiting' && (
        <p className="placeholder-note hatched">{t('audit.camera.noPermission')}</p>
      )}
      {audit.verdicts.length > 0 && <VerdictTable audit={audit} rules={rules} />}
      <History audit={audit} />
      <AssetRecordPart cameraId={audit.camera.cameraId} asset={audit.asset} />
    </>
  );
}

/** Everything a campaign found of one camera. */
export function CameraFindings({ at, cameraId }: FindingsProps): JSX.Element {
  const audit = useCameraAudit(at, cameraId);
  const rules = useAuditRules();
  return (
    <Loaded what="audit.loading" query={audit}>
      {(found) => <Shown audit={found} rules={rules.data?.rules ?? []} />}
    </Loaded>
  );
}
