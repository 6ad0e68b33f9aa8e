/** What accounts, relations and flags of grants are called, on screens, in spreadsheets and in the terminal alike. */
import type { GrantFlag } from './accessReview.ts';
import type { RelationKind } from './unit.ts';
import type { Words } from './words.ts';

/** Relations between units and schools, as a right is said to follow them. */
export const relationWords: Words<RelationKind> = {
  vi: { territorial: 'địa bàn', managing: 'quản lý', professional: 'chuyên môn' },
  en: { territorial: 'territorial', managing: 'managing', professional: 'professional' },
};

/** Why a grant should be looked at. */
export const grantFlagWords: Words<GrantFlag> = {
  vi: {
    grant_unused: 'lâu không dùng',
    grant_not_reviewed: 'lâu không rà soát',
    grant_ends_soon: 'sắp hết hạn',
  },
  en: {
    grant_unused: 'not used for long',
    grant_not_reviewed: 'not reviewed for long',
    grant_ends_soon: 'ends soon',
  },
};

/** States of an account. */
export const accountStateWords: Words<'enabled' | 'disabled' | 'unused' | 'mustChange'> = {
  vi: {
    enabled: 'đang dùng',
    disabled: 'đã khoá',
    unused: 'lâu không đăng nhập',
    mustChange: 'chờ đổi mật khẩu',
  },
  en: {
    enabled: 'in use',
    disabled: 'disabled',
    unused: 'not signed in for long',
    mustChange: 'password to be changed',
  },
};
