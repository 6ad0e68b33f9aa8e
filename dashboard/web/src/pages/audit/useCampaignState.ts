import type { AuditCampaign } from '@khue/domain/audit';
import { worksAgainAtMs } from '@khue/domain/auditHours';
import { useTexts } from '../../i18n/language.ts';

/** What a campaign does now, in words: one that may not work at this hour waits for the hour at which it may. */
export function useCampaignState(): (campaign: AuditCampaign) => string {
  const { t } = useTexts();
  return (campaign) => {
    const { state, limits } = campaign;
    const isOpen = state === 'waiting' || state === 'running';
    const isResting = isOpen && worksAgainAtMs(campaign, Date.now()) !== null;
    return isResting ? t('audit.hours.waits', { time: limits.hours.from }) : t(`audit.campaignState.${state}`);
  };
}
