import type { ErrorDefinition } from './errorDefinition.ts';

/** Codes of cameras and their pictures. */
export const cameraErrors = {
  KHUE_TICKET_INVALID: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Vé xem hình không hợp lệ, đã hết hạn hoặc đã dùng.',
      en: 'The viewing ticket is not valid, has expired or was used.',
    },
  },
  KHUE_EXPORTS_BUSY: {
    family: 'user',
    status: 429,
    text: {
      vi: 'Đang có quá nhiều ảnh và đoạn hình được xuất cùng lúc. Hãy đợi đoạn đang xuất xong rồi thử lại.',
      en: 'Too many pictures and clips are being exported at once. Wait for one to end, then try again.',
    },
  },
  KHUE_NO_PICTURE: {
    family: 'operational',
    status: 504,
    text: {
      vi: 'Camera chưa gửi hình nào nên không có gì để lưu. Hãy thử lại khi camera có hình.',
      en: 'The camera sent no picture in time, so there is nothing to save. Try again when it shows one.',
    },
  },
  KHUE_CODEC_NOT_EXPORTED: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Camera này chỉ phát H.265; ảnh và đoạn hình chỉ xuất được từ H.264.',
      en: 'This camera sends H.265 alone; pictures and clips can be exported from H.264.',
    },
  },
  KHUE_CAMERA_UNREACHABLE: {
    family: 'operational',
    status: 502,
    text: { vi: 'Camera không trả lời: {reason}.', en: 'The camera does not answer: {reason}.' },
  },
  KHUE_CAMERA_UNAUTHORISED: {
    family: 'operational',
    status: 502,
    text: { vi: 'Camera từ chối tài khoản đã lưu.', en: 'The camera refuses the stored account.' },
  },
  KHUE_SECRET_KEY_WRONG: {
    family: 'user',
    status: 500,
    text: {
      vi: 'Khoá mã hoá không mở được mật khẩu camera đã lưu (mã khoá {keyId}). Hãy dùng đúng tệp khoá.',
      en: 'The encryption key does not open the stored camera passwords (key id {keyId}). Use the right key file.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
