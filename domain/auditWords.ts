/** What results, families and reasons of an audit are called, on screens and in minutes alike. */
import type {
  AuditTaskState,
  CampaignState,
  ClockSource,
  RuleFamily,
  RuleSeverity,
  Vantage,
  VerdictParams,
  VerdictResult,
} from './audit.ts';
import type { Locale } from './errors.ts';
import type { Words } from './words.ts';

export const resultWords: Words<VerdictResult> = {
  vi: {
    PASS: 'đạt',
    WARN: 'cần xem',
    FAIL: 'không đạt',
    UNKNOWN: 'chưa rõ',
    'N/A': 'không áp dụng',
    WAIVED: 'miễn trừ',
  },
  en: {
    PASS: 'pass',
    WARN: 'warning',
    FAIL: 'fail',
    UNKNOWN: 'unknown',
    'N/A': 'not applicable',
    WAIVED: 'waived',
  },
};

export const familyWords: Words<RuleFamily> = {
  vi: {
    REG: 'hồ sơ',
    ITF: 'kết nối',
    IMG: 'hình ảnh',
    TIM: 'thời gian',
    REC: 'ghi hình',
    NET: 'mạng',
    SEC: 'an toàn',
    PRI: 'riêng tư',
    HW: 'phần cứng',
    SYS: 'hệ thống',
  },
  en: {
    REG: 'registry',
    ITF: 'interface',
    IMG: 'picture',
    TIM: 'time',
    REC: 'recording',
    NET: 'network',
    SEC: 'security',
    PRI: 'privacy',
    HW: 'hardware',
    SYS: 'system',
  },
};

export const ruleSeverityWords: Words<RuleSeverity> = {
  vi: { critical: 'nghiêm trọng', high: 'cao', medium: 'trung bình', low: 'thấp' },
  en: { critical: 'critical', high: 'high', medium: 'medium', low: 'low' },
};

export const vantageWords: Words<Vantage> = {
  vi: {
    camera: 'hỏi thẳng camera',
    'nvr-channel': 'qua đầu ghi',
    vms: 'qua hệ thống quản lý video',
    'edge-agent': 'từ trong mạng trường',
    manual: 'hồ sơ, ảnh, kiểm tra tại chỗ',
    'outside-probe': 'dò từ ngoài Internet',
    'product-log': 'nhật ký của hệ thống',
  },
  en: {
    camera: 'asked of the camera itself',
    'nvr-channel': 'through the recorder',
    vms: 'through the video management system',
    'edge-agent': "from inside the school's network",
    manual: 'paper, photo, visit',
    'outside-probe': 'probed from the Internet',
    'product-log': "the product's own log",
  },
};

export const clockSourceWords: Words<ClockSource> = {
  vi: { gateway: 'đồng hồ máy chủ hỏi camera' },
  en: { gateway: 'clock of the server that asked the camera' },
};

export const campaignStateWords: Words<CampaignState> = {
  vi: { waiting: 'chờ chạy', running: 'đang chạy', stopped: 'đã dừng', done: 'đã xong', failed: 'không chạy được' },
  en: { waiting: 'waiting', running: 'running', stopped: 'stopped', done: 'finished', failed: 'failed' },
};

export const taskStateWords: Words<AuditTaskState> = {
  vi: { waiting: 'chờ', running: 'đang hỏi', done: 'đã xong', skipped: 'không hỏi', failed: 'không làm được' },
  en: { waiting: 'waiting', running: 'being asked', done: 'finished', skipped: 'not asked', failed: 'failed' },
};

/** Sentences by reason code; `{name}` stands for a parameter of the verdict. */
const reasonSentences = {
  met: { vi: 'Đạt ngưỡng.', en: 'The threshold is met.' },
  not_met: { vi: 'Không đạt ngưỡng.', en: 'The threshold is not met.' },
  in_part: { vi: 'Chỉ đạt một phần.', en: 'The threshold is met in part only.' },
  no_text: { vi: 'Chưa có văn bản của quy định này.', en: 'The text of this rule is not there yet.' },
  no_permission: {
    vi: 'Trường chưa có văn bản cho phép kiểm tra, nên camera không bị hỏi.',
    en: 'There is no record of permission for the school, so the camera was not asked.',
  },
  outside_ranges: {
    vi: 'Địa chỉ camera nằm ngoài dải được phép.',
    en: 'The address of the camera lies outside the permitted ranges.',
  },
  collector_failed: {
    vi: 'Hệ thống đã thử đủ số lần mà không hoàn thành được việc hỏi camera này.',
    en: 'The system tried as often as it may and could not finish asking this camera.',
  },
  awaits_form: { vi: 'Chờ hồ sơ hoặc phiếu kiểm tra tại chỗ.', en: 'Waits for a paper or a visit.' },
  not_measured: { vi: 'Bản này chưa đo quy tắc này.', en: 'This edition does not measure this rule yet.' },
  no_recorder_known: { vi: 'Chưa biết đầu ghi của camera.', en: 'No recorder of the camera is known.' },
  needs_outside_probe: { vi: 'Cần dò từ ngoài Internet.', en: 'Needs a probe from the Internet.' },
  no_catalogue: { vi: 'Chưa có danh mục phần mềm thiết bị.', en: 'There is no catalogue of firmware yet.' },
  acceptance_unknown: { vi: 'Chưa biết ngày nghiệm thu.', en: 'The day of acceptance is not known.' },
  not_asked: { vi: 'Chưa hỏi camera điều này.', en: 'The camera was not asked this.' },
  unauthorised: { vi: 'Camera từ chối tài khoản đã lưu.', en: 'The camera refused the stored account.' },
  no_answer: { vi: 'Camera không trả lời.', en: 'The camera did not answer.' },
  not_offered: { vi: 'Camera không có chức năng này.', en: 'The camera does not offer this.' },
  bad_reply: { vi: 'Câu trả lời của camera không dùng được.', en: 'The answer of the camera is of no use.' },
  address_refused: {
    vi: 'Địa chỉ camera nằm ngoài mạng được phép của hệ thống.',
    en: 'No camera may be at this address.',
  },
  fields_missing: { vi: 'Hồ sơ còn thiếu: {fields}.', en: 'Missing on record: {fields}.' },
  device_differs: {
    vi: 'Thiết bị khác hồ sơ ở mục {field} (hồ sơ: {registered}).',
    en: 'The device differs from the record in {field} (on record: {registered}).',
  },
  names_differ: { vi: 'Không mang mã {code}: {parts}.', en: 'Without the code {code}: {parts}.' },
  names_in_part: { vi: 'Không xem được: {parts}.', en: 'Could not be seen: {parts}.' },
  school_without_position: { vi: 'Trường chưa có toạ độ.', en: 'The school has no position.' },
  no_key_frame: { vi: 'Không nhận được khung hình khoá.', en: 'No key frame arrived.' },
  sample_short: {
    vi: 'Đoạn hình chỉ dài {seconds} giây, cần {needed} giây.',
    en: 'The sample is {seconds} s long, {needed} s are needed.',
  },
  other_zone: { vi: 'Không áp dụng cho vùng này.', en: 'Does not apply to this zone.' },
  clock_by_hand: { vi: 'Đồng hồ chỉnh bằng tay.', en: 'The clock is set by hand.' },
  no_time_server: { vi: 'Không khai máy chủ thời gian.', en: 'No time server is set.' },
  server_not_listed: { vi: 'Máy chủ ngoài danh sách: {servers}.', en: 'Servers that are not listed: {servers}.' },
  server_by_dhcp: { vi: 'Máy chủ lấy từ DHCP, không rõ tên.', en: 'The server comes from DHCP, unnamed.' },
  history_short: {
    vi: 'Mới theo dõi được {hours} giờ, cần {needed} giờ.',
    en: 'Watched for {hours} h only, {needed} h are needed.',
  },
  answered_without_account: {
    vi: 'Camera trả lời khi không có tài khoản: {ways}.',
    en: 'The camera answered without an account: {ways}.',
  },
  asked_in_part: { vi: 'Chưa thử được: {ways}.', en: 'Could not be tried: {ways}.' },
  no_tls: { vi: 'Camera không có TLS.', en: 'The camera has no TLS.' },
  http_open: { vi: 'HTTP không mã hoá vẫn mở.', en: 'Plain HTTP is still open.' },
  self_signed: { vi: 'Chứng thư do camera tự ký.', en: 'The camera signed its certificate itself.' },
  no_challenge: { vi: 'Camera không hỏi tài khoản ở đâu cả.', en: 'The camera asked for an account nowhere.' },
  basic_offered: { vi: 'Camera nhận kiểu Basic.', en: 'The camera accepts Basic.' },
  audio_offered: { vi: 'Camera cung cấp âm thanh.', en: 'The camera offers sound.' },
} as const satisfies Record<string, Readonly<Record<Locale, string>>>;

/** Words for parameters that are names of fields or ways. */
const paramWords: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  name: { vi: 'tên', en: 'name' },
  model: { vi: 'model', en: 'model' },
  serialNumber: { vi: 'số sê-ri', en: 'serial number' },
  supportUntil: { vi: 'hạn hỗ trợ', en: 'end of support' },
  purpose: { vi: 'mục đích', en: 'purpose' },
  personInCharge: { vi: 'người phụ trách', en: 'person in charge' },
  position: { vi: 'toạ độ', en: 'position' },
  bearing: { vi: 'hướng nhìn', en: 'bearing' },
  hostname: { vi: 'tên máy', en: 'host name' },
  osd: { vi: 'chữ trên hình', en: 'text on the picture' },
  onvif: { vi: 'ONVIF', en: 'ONVIF' },
  rtsp: { vi: 'RTSP', en: 'RTSP' },
  snapshot: { vi: 'ảnh chụp', en: 'snapshot' },
};

const namedParams: ReadonlySet<string> = new Set(['fields', 'field', 'parts', 'ways']);

function paramText(name: string, value: VerdictParams[string] | undefined, locale: Locale): string {
  if (value === undefined || value === null) return '–';
  if (!namedParams.has(name)) return String(value);
  return String(value)
    .split(' ')
    .map((word) => paramWords[word]?.[locale] ?? word)
    .join(', ');
}

/** Why a verdict is as it is, in the reader's language. */
export function reasonSentence(reason: string, params: VerdictParams, locale: Locale): string {
  const sentences: Readonly<Record<string, Readonly<Record<Locale, string>>>> = reasonSentences;
  const sentence = sentences[reason]?.[locale] ?? reason;
  return sentence.replace(/\{(\w+)\}/gu, (_whole, name: string) => paramText(name, params[name], locale));
}
