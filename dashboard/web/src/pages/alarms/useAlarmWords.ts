import type { Alarm } from '@khue/domain/alarm';
import { useTexts } from '../../i18n/language.ts';

/** What is wrong, in one line: `Mất kết nối: Cổng chính`. */
export function useAlarmTitle(): (alarm: Alarm) => string {
  const { t } = useTexts();
  return ({ kind, cameraName, cameras }) =>
    cameraName === null
      ? t('alarms.wholeSchool', { count: cameras })
      : t('alarms.ofCamera', { kind: t(`alarms.kind.${kind}`), camera: cameraName });
}
