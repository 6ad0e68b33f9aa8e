import type { GrantRow } from '@khue/domain/administration';
import { useTexts } from '../../i18n/language.ts';

/** A grant as one sentence: `Trực ban · Phường Bến Thành (địa bàn) · đến 31/12/2026`. */
export function useGrantSentence(): (row: Pick<GrantRow, 'grant' | 'roleTitle' | 'placeName' | 'state'>) => string {
  const { t, format, language } = useTexts();
  return ({ grant, roleTitle, placeName, state }) => {
    const { scopeId, relation, zones, validFrom, validTo } = grant;
    const place =
      scopeId === null
        ? t('administration.grant.city')
        : `${placeName ?? t('administration.grant.gone')} (${t(`administration.relation.${relation}`)})`;
    const names = (zones ?? []).map((zone) => t(`zone.${zone}`)).join(', ');
    const narrowed =
      names === '' ? t('administration.grant.noZones') : t('administration.grant.onlyZones', { zones: names });
    const ended = state === 'ended' ? 'administration.grant.untilEnded' : 'administration.grant.until';
    const parts = [
      roleTitle[language],
      place,
      zones === null ? null : narrowed,
      state === 'future' ? t('administration.grant.startsOn', { date: format.date(validFrom) }) : null,
      validTo === null ? t('administration.grant.open') : t(ended, { date: format.date(validTo - 1) }),
    ];
    return parts.filter((part) => part !== null).join(' · ');
  };
}
