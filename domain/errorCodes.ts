import { accessErrors } from './errors/accessErrors.ts';
import { cameraErrors } from './errors/cameraErrors.ts';
import type { ErrorDefinition } from './errors/errorDefinition.ts';
import { privacyErrors } from './errors/privacyErrors.ts';
import { signInErrors } from './errors/signInErrors.ts';

export type { ErrorFamily, Locale } from './errors/errorDefinition.ts';

/** Codes of the product as a whole, of files, and of matters that have few of their own. */
const generalErrors = {
  KHUE_NOT_FOUND: {
    family: 'user',
    status: 404,
    text: { vi: 'Không tìm thấy nội dung này.', en: 'This was not found.' },
  },
  KHUE_METHOD_NOT_ALLOWED: {
    family: 'user',
    status: 405,
    text: {
      vi: 'Địa chỉ này không nhận kiểu yêu cầu này.',
      en: 'This address does not take this kind of request.',
    },
  },
  KHUE_INPUT_INVALID: {
    family: 'user',
    status: 400,
    text: { vi: 'Dữ liệu gửi lên chưa hợp lệ: {fields}.', en: 'The input is not valid: {fields}.' },
  },
  KHUE_FILE_UNREADABLE: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Không đọc được tệp “{file}”: {reason}.',
      en: 'The file “{file}” cannot be read: {reason}.',
    },
  },
  KHUE_FILE_TOO_LARGE: {
    family: 'user',
    status: 413,
    text: {
      vi: 'Tệp lớn hơn giới hạn {limit}. Hãy chia nhỏ tệp.',
      en: 'The file is over the limit of {limit}. Split it.',
    },
  },
  KHUE_TOO_SLOW: {
    family: 'user',
    status: 408,
    text: {
      vi: 'Dữ liệu gửi lên quá chậm nên đã ngắt. Xin thử lại.',
      en: 'The request came too slowly and was broken off. Try again.',
    },
  },
  KHUE_TIER_UNAVAILABLE: {
    family: 'operational',
    status: 503,
    text: { vi: 'Phần “{tier}” của hệ thống chưa sẵn sàng.', en: 'The tier “{tier}” is not ready.' },
  },
  KHUE_MINUTES_TOO_LONG: {
    family: 'user',
    status: 422,
    text: {
      vi: 'Biên bản của {cameras} camera quá dài, một biên bản có nhiều nhất {limit} camera. Hãy chọn một phường, xã hoặc mở một trường rồi tạo biên bản của nơi ấy.',
      en: 'Minutes of {cameras} cameras would be too long, {limit} at most fit. Choose a ward or open a school, and make its minutes.',
    },
  },
  KHUE_STEP_NOT_POSSIBLE: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Bước này không còn làm được: việc đã sang trạng thái khác. Hãy tải lại rồi xem.',
      en: 'This step is not possible any more: the matter has moved on. Load the page again and look.',
    },
  },
  KHUE_ALARM_MOVED_ON: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Cảnh báo này vừa đổi, việc chưa được ghi. Hãy xem lại trạng thái mới rồi làm tiếp nếu còn cần.',
      en: 'This alarm has just changed, so nothing was written. Look at it as it is now, and go on if it is still needed.',
    },
  },
  KHUE_SHELF_MOMENT: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Chỉ gác được đến một lúc còn ở phía trước, lâu nhất {days} ngày.',
      en: 'An alarm can be shelved until a moment that lies ahead, for {days} days at most.',
    },
  },
  KHUE_LIST_FULL: {
    family: 'user',
    status: 409,
    text: { vi: 'Danh sách đã đủ {limit} mục.', en: 'The list holds {limit} entries already, its limit.' },
  },
  KHUE_FEED_CURSOR_GONE: {
    family: 'user',
    status: 410,
    text: {
      vi: 'Con trỏ này không dùng tiếp được: thay đổi sau nó đã hết hạn giữ, hoặc phạm vi đã đổi. Hãy lấy lại toàn bộ ở {snapshot}.',
      en: 'This cursor leads no further: what changed after it is not kept any more, or the scope is another one. Begin anew at {snapshot}.',
    },
  },
  KHUE_ADDRESS_RANGE: {
    family: 'user',
    status: 400,
    text: {
      vi: 'Dải địa chỉ {range} chưa đúng; ví dụ đúng: 10.12.0.0/16.',
      en: '{range} is no range of addresses; one would be 10.12.0.0/16.',
    },
  },
  KHUE_UNEXPECTED: {
    family: 'unexpected',
    status: 500,
    text: {
      vi: 'Có lỗi ngoài dự kiến. Không mất dữ liệu; mã tra cứu {id}.',
      en: 'Something unexpected went wrong. No data was lost; reference {id}.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;

/** Every code the product ever answers with. A code is never reused for another meaning. */
export const errorCodes = {
  ...signInErrors,
  ...accessErrors,
  ...privacyErrors,
  ...cameraErrors,
  ...generalErrors,
} as const;
