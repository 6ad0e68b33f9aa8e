import type { AuditBoard } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';

type Family = AuditBoard['schools'][number]['families'][number];

/** What stands left: failures, otherwise warnings, otherwise a dot where all passed; null where nothing was judged. */
function leftOf({ counts, criticalFailed }: Family): { readonly look: string; readonly count: number } | null {
  if (counts.FAIL > 0) return { look: criticalFailed > 0 ? 'CRITICAL' : 'FAIL', count: counts.FAIL };
  if (counts.WARN > 0) return { look: 'WARN', count: counts.WARN };
  return counts.PASS > 0 ? { look: 'PASS', count: 0 } : null;
}

/** Not judged by this profile: hatched, with the reason for hovering and for readers aloud. */
export function OffCell({ why }: { readonly why: string }): JSX.Element {
  return (
    <td className="hatched" title={why}>
      <span className="visually-hidden">{why}</span>
    </td>
  );
}

interface CellProps {
  readonly family: Family;
  /** Why it is not judged at all; null: it is. */
  readonly off: string | null;
}

export function FamilyCell({ family, off }: CellProps): JSX.Element {
  const { t, format } = useTexts();
  if (off !== null) return <OffCell why={off} />;
  const { counts } = family;
  const said = t('audit.board.cell', {
    family: t(`audit.family.${family.family}`),
    fail: format.number(counts.FAIL),
    warn: format.number(counts.WARN),
    unknown: format.number(counts.UNKNOWN),
    waived: format.number(counts.WAIVED),
    pass: format.number(counts.PASS),
  });
  const left = leftOf(family);
  return (
    <td title={said} data-family={family.family}>
      <span className="visually-hidden">{said}</span>
      <span className="matrix-cell" aria-hidden="true">
        <span className="cell-left">
          {left !== null && (
            <span className="cell-mark" data-verdict={left.look}>
              {left.look === 'PASS' ? '' : format.number(left.count)}
            </span>
          )}
        </span>
        <span className="cell-right">
          {counts.UNKNOWN > 0 && (
            <span className="cell-mark" data-verdict="UNKNOWN">
              {format.number(counts.UNKNOWN)}
            </span>
          )}
          {counts.WAIVED > 0 && (
            <span className="cell-mark" data-verdict="WAIVED">
              {format.number(counts.WAIVED)}
            </span>
          )}
        </span>
      </span>
    </td>
  );
}
