/**
 * Families of errors (see CONTRIBUTING.md):
 * operational: the world outside does not answer, expected and counted;
 * user: the caller's fault, told in the caller's language;
 * unexpected: a bug.
 */
export type ErrorFamily = 'operational' | 'user' | 'unexpected';

export type Locale = 'vi' | 'en';

interface ErrorDefinition {
  readonly family: ErrorFamily;
  /** HTTP status when the error reaches a client. */
  readonly status: number;
  /** Sentence for the reader; `{name}` is replaced by the detail of that name. */
  readonly text: Readonly<Record<Locale, string>>;
}

/** Every code the product ever answers with. A code is never reused for another meaning. */
export const errorCodes = {
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
  KHUE_TIER_UNAVAILABLE: {
    family: 'operational',
    status: 503,
    text: { vi: 'Phần “{tier}” của hệ thống chưa sẵn sàng.', en: 'The tier “{tier}” is not ready.' },
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
  KHUE_MINUTES_TOO_LONG: {
    family: 'user',
    status: 422,
    text: {
      vi: 'Biên bản của {cameras} camera quá dài, một biên bản có nhiều nhất {limit} camera. Hãy mở một trường rồi tạo biên bản của trường ấy.',
      en: 'Minutes of {cameras} cameras would be too long, {limit} at most fit. Open a school and make its minutes.',
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
  KHUE_REFERENCE_TAKEN: {
    family: 'user',
    status: 409,
    text: {
      vi: 'Số hiệu “{reference}” đã có trong sổ.',
      en: 'The reference “{reference}” is in the register already.',
    },
  },
  KHUE_LIST_FULL: {
    family: 'user',
    status: 409,
    text: { vi: 'Danh sách đã đủ {limit} mục.', en: 'The list holds {limit} entries already, its limit.' },
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
  KHUE_FEED_CURSOR_GONE: {
    family: 'user',
    status: 410,
    text: {
      vi: 'Con trỏ này không dùng tiếp được: thay đổi sau nó đã hết hạn giữ, hoặc phạm vi đã đổi. Hãy lấy lại toàn bộ ở {snapshot}.',
      en: 'This cursor leads no further: what changed after it is not kept any more, or the scope is another one. Begin anew at {snapshot}.',
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
