import type { Locale } from './errors.ts';
import {
  type FaultDetails,
  type FileFaultCode,
  type ImportKind,
  importKindSchema,
  type ImportNoteCode,
  type ImportRun,
  type RejectCode,
} from './import.ts';
import { requiredLabels } from './importFields.ts';
import type { Words } from './words.ts';

/** A sentence in both languages of the product. */
type Sentences = Readonly<Record<Locale, string>>;

/** Why a cell or a row was refused, as the report says it. */
export const rejectSentences: Readonly<Record<RejectCode, Sentences>> = {
  missing_value: { vi: 'Thiếu giá trị bắt buộc.', en: 'A required value is missing.' },
  not_a_number: { vi: 'Không đọc được thành số.', en: 'This cannot be read as a number.' },
  out_of_city: { vi: 'Vị trí nằm ngoài Thành phố Hồ Chí Minh.', en: 'The position lies outside Hồ Chí Minh City.' },
  coordinates_swapped: {
    vi: 'Vĩ độ và kinh độ có vẻ bị đổi chỗ, và không sửa chắc chắn được.',
    en: 'Latitude and longitude seem to be swapped, and could not be mended with certainty.',
  },
  coordinates_incomplete: { vi: 'Chỉ có một trong hai toạ độ.', en: 'Only one of the two coordinates is there.' },
  duplicate_code: {
    vi: 'Mã này đã có ở một dòng trước trong tệp.',
    en: 'This code stands in an earlier line of the file.',
  },
  unknown_school: {
    vi: 'Chưa có trường mang mã này. Hãy nhập danh sách trường trước.',
    en: 'No school has this code. Import the list of schools first.',
  },
  unknown_ward: {
    vi: 'Không có phường, xã, đặc khu nào mang mã hoặc tên này từ 01/7/2025.',
    en: 'No commune has this code or name since 1 July 2025.',
  },
  unknown_unit: {
    vi: 'Không có đơn vị nào khớp. Hãy nhập đơn vị trước, hoặc ghi đúng mã.',
    en: 'No unit fits. Import the units first, or give the right code.',
  },
  unknown_zone: { vi: 'Chưa nhận ra khu vực camera.', en: 'The zone of the camera is not known.' },
  forbidden_place: {
    vi: 'Không được đặt camera ở nhà vệ sinh, phòng thay đồ, phòng y tế, phòng nghỉ.',
    en: 'No camera may watch a toilet, a changing room, an infirmary or a rest room.',
  },
  unknown_level: {
    vi: 'Chưa nhận ra cấp học hoặc loại đơn vị.',
    en: 'The level of education or the kind of unit is not known.',
  },
  unknown_ownership: {
    vi: 'Chưa nhận ra loại hình. Hãy ghi: công lập, dân lập, tư thục hoặc ngoài công lập.',
    en: 'The ownership is not known. Write: public, people-founded, private or non-public.',
  },
  bad_url: { vi: 'Địa chỉ không hợp lệ.', en: 'The address is not valid.' },
  credentials_in_url: {
    vi: 'Địa chỉ chứa tài khoản hoặc mật khẩu. Hãy chuyển sang cột tài khoản và mật khẩu.',
    en: 'The address holds an account or a password. Move them to the columns for account and password.',
  },
  address_refused: {
    vi: 'Camera không được ở địa chỉ này: ngoài các mạng camera cho phép, hoặc là địa chỉ của chính máy. Người quản trị đặt các mạng ấy bằng KHUE_CAMERA_NETWORKS.',
    en: 'No camera may be at this address: outside the networks of cameras, or the machine itself. Administrators set those networks with KHUE_CAMERA_NETWORKS.',
  },
  no_address: {
    vi: 'Camera không có địa chỉ ONVIF hay RTSP nào.',
    en: 'The camera has neither an ONVIF nor an RTSP address.',
  },
  bad_bearing: { vi: 'Hướng nhìn phải từ 0 đến dưới 360 độ.', en: 'The bearing must be from 0 to under 360 degrees.' },
  too_long: { vi: 'Giá trị quá dài.', en: 'The value is too long.' },
  bad_row_shape: {
    vi: 'Dòng hoặc ô không đúng khuôn của tệp.',
    en: 'The row or the cell does not fit the shape of the file.',
  },
};

/** Kinds of files, as a heading or a list names them. */
export const kindWords: Words<ImportKind> = {
  vi: { schools: 'Trường', cameras: 'Camera', units: 'Phường, xã' },
  en: { schools: 'Schools', cameras: 'Cameras', units: 'Wards' },
};

/** What was mended, as the page and the terminal say it after the number of cells. */
export const noteWords: Words<ImportNoteCode> = {
  vi: {
    vn2000_converted: 'toạ độ VN-2000 đổi sang WGS 84',
    coordinates_swapped_mended: 'kinh độ và vĩ độ bị đảo, đã đổi lại',
    text_normalised: 'chữ được chuẩn hoá (dấu, khoảng trắng)',
    decimal_comma: 'dấu phẩy thập phân đã hiểu đúng',
    ward_from_position: 'phường xã suy từ toạ độ',
  },
  en: {
    vn2000_converted: 'VN-2000 coordinates turned into WGS 84',
    coordinates_swapped_mended: 'longitude and latitude were swapped, now right',
    text_normalised: 'text normalised (accents, spaces)',
    decimal_comma: 'decimal comma understood',
    ward_from_position: 'ward found from the position',
  },
};

/** Why a whole file was refused; `{name}` is replaced by the detail of that name. */
const fileFaultSentences: Readonly<Record<FileFaultCode, Sentences>> = {
  empty: { vi: 'tệp không có dữ liệu', en: 'the file holds nothing' },
  too_large: { vi: 'tệp lớn hơn {limit} MB', en: 'the file is over {limit} MB' },
  too_many_rows: { vi: 'tệp có hơn {limit} dòng', en: 'the file has over {limit} rows' },
  too_many_columns: { vi: 'dòng {line} có hơn {limit} cột', en: 'line {line} has over {limit} columns' },
  too_many_cells: {
    vi: 'trang tính có hơn {limit} ô; hãy xoá các dòng và cột trống ngoài bảng rồi lưu lại',
    en: 'the sheet has over {limit} cells; delete the empty rows and columns outside the table and save it again',
  },
  inflates_too_much: {
    vi: 'nội dung nén trong tệp bung ra quá lớn, có thể là tệp phá hoại',
    en: 'what is compressed in the file grows too large; it may be hostile',
  },
  damaged: {
    vi: 'tệp bị hỏng hoặc không phải bảng tính XLSX; hãy mở bằng phần mềm bảng tính và lưu lại',
    en: 'the file is damaged or no XLSX spreadsheet; open it in a spreadsheet program and save it again',
  },
  protected: {
    vi: 'tệp là Excel đời cũ (.xls) hoặc có mật khẩu; hãy lưu lại thành XLSX không mật khẩu',
    en: 'the file is an old Excel file (.xls) or has a password; save it as XLSX without one',
  },
  not_utf8: {
    vi: 'chữ trong tệp không phải UTF-8; hãy lưu lại thành “CSV UTF-8”',
    en: 'the text is not UTF-8; save it as “CSV UTF-8”',
  },
  bad_quotes: {
    vi: 'có dấu nháy kép không đóng hoặc một ô quá dài, quanh dòng {line}',
    en: 'a quotation mark is not closed or a cell is too long, near line {line}',
  },
  missing_columns: {
    vi: 'không tìm thấy dòng tiêu đề có các cột: {columns}',
    en: 'no header row has the columns: {columns}',
  },
  mapping_misfit: {
    vi: 'tệp không có các cột mà cách ghép cột “{mapping}” cần: {headers}',
    en: 'the file lacks columns that the column mapping “{mapping}” takes: {headers}',
  },
  other_kind: {
    vi: 'các cột của tệp giống danh sách {other}, không phải {kind}',
    en: 'the columns are those of a list of {other}, not of {kind}',
  },
  stopped: {
    vi: 'việc nhập bị dừng giữa chừng; những dòng đã ghi vẫn được giữ, hãy nhập lại tệp này',
    en: 'the import was stopped half-way; the rows written so far are kept, import the file again',
  },
  broken_off: {
    vi: 'việc ghi vào cơ sở dữ liệu bị lỗi; những dòng đã ghi vẫn được giữ, hãy nhập lại tệp này',
    en: 'writing to the database failed; the rows written so far are kept, import the file again',
  },
  interrupted: {
    vi: 'chương trình nhập bị ngắt đột ngột; những dòng đã ghi vẫn được giữ, hãy nhập lại tệp này',
    en: 'the importing program ended abruptly; the rows written so far are kept, import the file again',
  },
  not_queued: {
    vi: 'phần tiếp nhận dữ liệu chưa sẵn sàng; hãy nhập lại tệp này',
    en: 'the part that reads files is not ready; import the file again',
  },
};

const kindNames: Readonly<Record<ImportKind, Sentences>> = {
  units: { vi: 'đơn vị', en: 'units' },
  schools: { vi: 'trường', en: 'schools' },
  cameras: { vi: 'camera', en: 'cameras' },
};

/** Details as a reader of one language has them: kinds by name, and the columns a kind needs. */
function wordsOf(details: FaultDetails, locale: Locale): FaultDetails {
  const named = Object.entries(details).map(([name, value]): [string, string | number] => {
    const kind = importKindSchema.safeParse(value);
    return [name, (name === 'kind' || name === 'other') && kind.success ? kindNames[kind.data][locale] : value];
  });
  const kind = importKindSchema.safeParse(details['kind']);
  const columns = kind.success ? { columns: requiredLabels(kind.data, locale).join(', ') } : {};
  return { ...columns, ...Object.fromEntries(named) };
}

/** The sentence for a fault of a whole file, its details filled in, without a capital and a full stop. */
export function fileFaultSentence(code: FileFaultCode, details: FaultDetails, locale: Locale): string {
  const words = wordsOf(details, locale);
  return fileFaultSentences[code][locale].replace(/\{(\w+)\}/gu, (whole, name: string) => String(words[name] ?? whole));
}

/** Why a run failed, in the reader's language; runs from before codes were kept say it as it was written then. */
export function failureSentence(run: Pick<ImportRun, 'failure' | 'fault'>, locale: Locale): string | null {
  return run.fault === null ? run.failure : fileFaultSentence(run.fault.code, run.fault.details, locale);
}
