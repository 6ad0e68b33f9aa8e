import type { AuditCampaign } from '@khue/domain/audit';
import type { JSX } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { useCampaigns } from '../../data/audits.ts';
import { useHolds } from '../../data/session.ts';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { NewCampaign } from './NewCampaign.tsx';
import { useCampaignState } from './useCampaignState.ts';

function Row({ campaign }: { readonly campaign: AuditCampaign }): JSX.Element {
  const { t, format } = useTexts();
  const stateOf = useCampaignState();
  const { id, title, profile, profileVersion, state, counts, schools } = campaign;
  const finished = counts.done + counts.skipped + counts.failed;
  const place = { id, schoolId: null, cameraId: null };
  return (
    <tr data-campaign={id} data-state={state}>
      <td>
        <a className="strong-link" {...linkTo(pathOf({ page: 'audit', tab: 'campaigns', campaign: place }))}>
          {title}
        </a>
      </td>
      <td>{t('audit.campaigns.profileVersion', { name: profile, version: profileVersion })}</td>
      <td>{stateOf(campaign)}</td>
      <td className="numeric">{format.number(schools)}</td>
      <td className="numeric">
        {t('audit.campaigns.of', { done: format.number(finished), total: format.number(counts.total) })}
      </td>
      <td>{campaign.startedBy}</td>
      <td>{format.dateTime(Date.parse(campaign.createdAt))}</td>
    </tr>
  );
}

function CampaignTable({ campaigns }: { readonly campaigns: readonly AuditCampaign[] }): JSX.Element {
  const { t } = useTexts();
  if (campaigns.length === 0) {
    return (
      <div className="notice">
        <h3>{t('audit.campaigns.none.title')}</h3>
        <p>{t('audit.campaigns.none.body')}</p>
      </div>
    );
  }
  return (
    <table className="campaigns">
      <thead>
        <tr>
          {(['name', 'profile', 'state', 'schools', 'cameras', 'by', 'at'] as const).map((column) => (
            <th
              key={column}
              scope="col"
              className={column === 'schools' || column === 'cameras' ? 'numeric' : undefined}
            >
              {t(`audit.campaigns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {campaigns.map((campaign) => (
          <Row key={campaign.id} campaign={campaign} />
        ))}
      </tbody>
    </table>
  );
}

/** Every campaign, newest first, and the form for a new one. */
export function Campaigns(): JSX.Element {
  const { t } = useTexts();
  const mayRun = useHolds()('audit.run');
  const campaigns = useCampaigns();
  return (
    <>
      <section className="audit-part" aria-labelledby="audit-past">
        <h2 id="audit-past">{t('audit.campaigns.past')}</h2>
        <Loaded what="audit.loading" query={campaigns}>
          {(list) => <CampaignTable campaigns={list} />}
        </Loaded>
      </section>
      {mayRun && <NewCampaign />}
    </>
  );
}
