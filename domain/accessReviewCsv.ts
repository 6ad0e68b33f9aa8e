/** The review of rights as a table for spreadsheets. */
import { grantFlagWords, relationWords } from './accessWords.ts';
import type { AccessReview, GrantRow } from './administration.ts';
import { csvLine, csvMark } from './csv.ts';
import type { Locale } from './errors.ts';

interface Words {
  readonly headers: readonly string[];
  readonly city: string;
}

const words: Readonly<Record<Locale, Words>> = {
  vi: {
    headers: [
      'Tài khoản',
      'Họ tên',
      'Đang khoá',
      'Vai trò',
      'Phạm vi',
      'Quan hệ',
      'Từ (UTC)',
      'Đến (UTC)',
      'Người cấp',
      'Cấp lúc (UTC)',
      'Dùng lần cuối (UTC)',
      'Người rà soát',
      'Rà soát lúc (UTC)',
      'Cần xem',
    ],
    city: 'Toàn thành phố',
  },
  en: {
    headers: [
      'Account',
      'Name',
      'Disabled',
      'Role',
      'Where',
      'Relation',
      'From (UTC)',
      'To (UTC)',
      'Granted by',
      'Granted at (UTC)',
      'Last used (UTC)',
      'Reviewed by',
      'Reviewed at (UTC)',
      'To be looked at',
    ],
    city: 'Whole city',
  },
};

function moment(ms: number | null): string {
  return ms === null ? '' : new Date(ms).toISOString();
}

function line(row: GrantRow, locale: Locale): string {
  const { grant, account } = row;
  const { city } = words[locale];
  return csvLine([
    account.name,
    account.displayName,
    account.disabled ? 'x' : '',
    row.roleTitle[locale],
    grant.scopeId === null ? city : (row.placeName ?? grant.scopeId),
    relationWords[locale][grant.relation],
    moment(grant.validFrom),
    moment(grant.validTo),
    row.grantedBy ?? '',
    row.grantedAt,
    row.lastUsedAt ?? '',
    row.reviewedBy ?? '',
    row.reviewedAt ?? '',
    row.flags.map((flag) => grantFlagWords[locale][flag]).join('; '),
  ]);
}

/** One line per grant; cells that a spreadsheet would take for a formula are guarded. */
export function accessReviewCsv({ grants }: Pick<AccessReview, 'grants'>, locale: Locale): string {
  return [csvMark, csvLine(words[locale].headers), ...grants.map((row) => line(row, locale))].join('');
}
