import type { ErrorDefinition } from './errorDefinition.ts';

/** Codes of roles and grants, and of what somebody may not do. */
export const accessErrors = {
  KHUE_ORIGIN_REFUSED: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Yêu cầu đến từ một trang khác nên bị từ chối.',
      en: 'The request came from another site and is refused.',
    },
  },
  KHUE_NOT_ALLOWED: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Tài khoản này không được phép làm việc đó. Hãy hỏi người quản trị nếu cần.',
      en: 'This account may not do that. Ask an administrator if you need to.',
    },
  },
  KHUE_LAST_ADMINISTRATOR: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Phải còn ít nhất một người quản trị không thời hạn. Hãy giao quyền quản trị cho người khác trước.',
      en: 'One administrator without an end date has to remain. Give somebody else that right first.',
    },
  },
  KHUE_ROLE_BUILT_IN: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Vai trò có sẵn sửa được nhưng không xoá được.',
      en: 'A role that the product came with can be changed but not removed.',
    },
  },
  KHUE_ROLE_IN_USE: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Vai trò này đã được giao {count} lần nên không xoá được. Hãy thu hồi các quyền ấy và bỏ hết việc được làm của vai trò.',
      en: 'This role was granted {count} times and cannot be removed. End those grants and take its permissions away.',
    },
  },
  KHUE_NAME_TAKEN: {
    family: 'user',
    status: 409,
    text: { vi: 'Tên “{name}” đã có rồi. Hãy chọn tên khác.', en: 'The name “{name}” is taken. Choose another.' },
  },
  KHUE_GRANT_FROM_IDENTITY: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Quyền này do hệ thống định danh cấp: hãy đổi ở đó, hoặc thu hồi ngay tại đây.',
      en: 'The identity provider gave this right: change it there, or end it here.',
    },
  },
  KHUE_GRANT_DATES: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Ngày hết hạn phải sau ngày bắt đầu và sau lúc này.',
      en: 'The end has to come after the beginning and after now.',
    },
  },
  KHUE_BEYOND_OWN_RIGHTS: {
    family: 'user',
    status: 403,
    text: {
      vi: 'Người này có quyền mà bạn không có, nên bạn không đổi được tài khoản ấy.',
      en: 'This person holds rights that you do not, so you cannot change that account.',
    },
  },
  KHUE_FOUR_EYES: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Người đề nghị không tự phê duyệt khi còn người khác có quyền. Hãy nhờ người ấy.',
      en: 'Whoever asks does not approve while somebody else may. Ask them.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
