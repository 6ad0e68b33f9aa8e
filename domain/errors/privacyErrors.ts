import type { ErrorDefinition } from './errorDefinition.ts';

/** Codes of purposes, zones and their approvals, and of the registers of the law. */
export const privacyErrors = {
  KHUE_PERSONAL_NUMBER: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Nội dung nhập có dãy 12 chữ số giống số định danh cá nhân. Hãy bỏ dãy số ấy; ở đây chỉ ghi số của giấy.',
      en: 'What was entered holds 12 digits that look like a personal identity number. Take them out; only the number of the paper is kept here.',
    },
  },
  KHUE_MOMENT_WRONG: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Thời điểm không hợp lý: không được ở tương lai, cũng không trước lúc việc bắt đầu hay trước khi có quy định.',
      en: 'The moment cannot be: it may lie neither in the future nor before the matter itself, or the rule for it, began.',
    },
  },
  KHUE_REFERENCE_TAKEN: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Số hiệu “{reference}” đã có trong sổ.',
      en: 'The reference “{reference}” is in the register already.',
    },
  },
  KHUE_PURPOSE_LAST: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Phải còn ít nhất một mục đích dùng được; nếu không, không ai xem hình được.',
      en: 'One purpose at least has to stay in use; without any, nobody could look at a picture.',
    },
  },
  KHUE_ZONE_STAYS_CLOSED: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Lớp học luôn đóng nếu không có phê duyệt, và không lên màn hình tường.',
      en: 'Classrooms stay closed unless there is an approval, and do not go onto wall displays.',
    },
  },
  KHUE_ZONE_OPEN: {
    family: 'user',
    status: 400,
    text: { vi: 'Khu vực này không cần phê duyệt.', en: 'This zone needs no approval.' },
  },
  KHUE_APPROVAL_TOO_LONG: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Phê duyệt dài nhất {days} ngày, và phải hết hạn sau lúc bắt đầu.',
      en: 'An approval runs for {days} days at most, and has to end after it begins.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
