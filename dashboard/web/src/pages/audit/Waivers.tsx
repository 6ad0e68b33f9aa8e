import type { AuditRule, AuditWaiver } from '@khue/domain/audit';
import type { JSX } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { useSecond } from '../../clock/useNow.ts';
import { useAuditRules, useAuditWaivers } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { useSchoolNames } from './useSchoolNames.ts';

interface RowProps {
  readonly waiver: AuditWaiver;
  readonly rule: AuditRule | undefined;
}

function Row({ waiver, rule }: RowProps): JSX.Element {
  const { t, format, language } = useTexts();
  const now = useSecond();
  const nameOf = useSchoolNames();
  const { validFrom, validTo } = waiver;
  const state = now < Date.parse(validFrom) ? 'planned' : now < Date.parse(validTo) ? 'in_force' : 'past';
  return (
    <tr data-waiver={waiver.id} data-state={state}>
      <td>
        <b>{waiver.ruleId}</b> {rule?.title[language] ?? ''}
      </td>
      <td>
        {nameOf(waiver.schoolId)}
        <small>{t(waiver.cameraId === null ? 'audit.waivers.wholeSchool' : 'audit.waivers.oneCamera')}</small>
      </td>
      <td>{waiver.reason}</td>
      <td>{waiver.approver}</td>
      <td>
        <span className={state === 'in_force' ? 'said' : ''}>{t(`audit.waivers.state.${state}`)}</span>
        <small>
          {t('audit.permissions.span', {
            from: format.date(Date.parse(validFrom)),
            to: format.date(Date.parse(validTo)),
          })}
        </small>
      </td>
    </tr>
  );
}

/** Rules set aside, by whom and until when. They are made on the page of a camera. */
export function Waivers(): JSX.Element {
  const { t } = useTexts();
  const waivers = useAuditWaivers();
  const rules = useAuditRules();
  return (
    <section className="audit-part" aria-labelledby="audit-waivers">
      <h2 id="audit-waivers">{t('audit.waivers.title')}</h2>
      <p className="audit-lead">{t('audit.waivers.lead')}</p>
      <Loaded what="audit.loading" query={waivers}>
        {(list) =>
          list.length === 0 ? (
            <p className="audit-none">{t('audit.waivers.none')}</p>
          ) : (
            <table className="register-table">
              <thead>
                <tr>
                  {(['rule', 'place', 'reason', 'approver', 'until'] as const).map((column) => (
                    <th key={column} scope="col">
                      {t(`audit.waivers.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {list.map((waiver) => (
                  <Row
                    key={waiver.id}
                    waiver={waiver}
                    rule={rules.data?.rules.find(({ id }) => id === waiver.ruleId)}
                  />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </section>
  );
}
