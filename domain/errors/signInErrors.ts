import type { ErrorDefinition } from './errorDefinition.ts';

/** Codes of signing in, of passwords, sessions and codes of the second factor. */
export const signInErrors = {
  KHUE_SIGN_IN_REFUSED: {
    family: 'user',
    status: 401,
    text: {
      vi: 'Tên đăng nhập hoặc mật khẩu không đúng.',
      en: 'The account name or the password is wrong.',
    },
  },
  KHUE_SIGN_IN_REQUIRED: {
    family: 'user',
    status: 401,
    text: { vi: 'Cần đăng nhập để xem nội dung này.', en: 'Sign in to see this.' },
  },
  KHUE_SIGN_IN_STEP: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Cần làm xong các bước đăng nhập trước đã.',
      en: 'Finish signing in first.',
    },
  },
  KHUE_SESSION_LOCKED: {
    family: 'user',
    status: 401,
    text: {
      vi: 'Phiên đang khoá. Nhập mật khẩu để mở lại.',
      en: 'The session is locked. Enter the password to go on.',
    },
  },
  KHUE_PASSWORD_WRONG: {
    family: 'user',
    status: 403,
    text: { vi: 'Mật khẩu không đúng.', en: 'The password is wrong.' },
  },
  KHUE_CODES_USED_UP: {
    family: 'user',
    status: 429,
    text: {
      vi: 'Tài khoản này đã nhập sai mã quá nhiều lần. Thử lại sau {minutes} phút, hoặc nhờ người quản trị cho thử lại.',
      en: 'Too many wrong codes for this account. Try again in {minutes} minutes, or ask an administrator to let you try.',
    },
  },
  KHUE_CODE_WRONG: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Mã không đúng, đã dùng hoặc đã hết hạn. Hãy nhập mã đang hiện trên điện thoại.',
      en: 'The code is wrong, used or out of date. Enter the one that the telephone shows now.',
    },
  },
  KHUE_PASSWORD_SHORT: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Mật khẩu mới quá ngắn: cần ít nhất {least} ký tự.',
      en: 'The new password is too short: it needs {least} characters at least.',
    },
  },
  KHUE_PASSWORD_CLASSES: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Mật khẩu mới cần có chữ thường, chữ hoa, chữ số và ký hiệu.',
      en: 'The new password needs lower case, upper case, a digit and a sign.',
    },
  },
  KHUE_PASSWORD_HOLDS_NAME: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Mật khẩu mới không được chứa tên tài khoản hay tên người dùng.',
      en: 'The new password may not hold the name of the account or of its owner.',
    },
  },
  KHUE_PASSWORD_USED_BEFORE: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Mật khẩu này đã dùng trước đây. Hãy chọn mật khẩu khác với {remembered} mật khẩu gần nhất.',
      en: 'This password was used before. Choose one that differs from the last {remembered}.',
    },
  },
  KHUE_NO_LOCAL_PASSWORD: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Tài khoản này đăng nhập qua hệ thống định danh, không có mật khẩu ở đây.',
      en: 'This account signs in through the identity provider and has no password here.',
    },
  },
  KHUE_SECOND_FACTOR_SET: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Đã có mã xác thực hai lớp. Hãy gỡ mã cũ trước khi thiết lập lại.',
      en: 'There is a second factor already. Remove it before setting up another.',
    },
  },
  KHUE_PAIRING_UNKNOWN: {
    family: 'user',
    status: 404,
    text: {
      vi: 'Mã ghép nối không đúng hoặc đã hết hạn. Hãy xem mã đang hiện trên màn hình tường.',
      en: 'The pairing code is wrong or out of date. Look at the one the wall display shows now.',
    },
  },
  KHUE_IDENTITY_PROVIDER_AWAY: {
    family: 'operational',
    status: 503,
    text: {
      vi: 'Hệ thống định danh không trả lời. Hãy thử lại sau hoặc đăng nhập bằng mật khẩu.',
      en: 'The identity provider does not answer. Try again later, or sign in with a password.',
    },
  },
  KHUE_IDENTITY_REFUSED: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Lần đăng nhập qua hệ thống định danh này không hợp lệ hoặc đã hết hạn. Hãy đăng nhập lại.',
      en: 'This sign-in through the identity provider is not valid or has expired. Sign in again.',
    },
  },
  KHUE_IDENTITY_WITHOUT_ROLE: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Tài khoản định danh này chưa được giao quyền nào ở đây. Hãy hỏi người quản trị.',
      en: 'This identity has no role here yet. Ask an administrator.',
    },
  },
  KHUE_TOO_MANY_ATTEMPTS: {
    family: 'user',
    status: 429,
    text: {
      vi: 'Quá nhiều lần thử. Xin chờ {seconds} giây rồi thử lại.',
      en: 'Too many attempts. Wait {seconds} seconds and try again.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
