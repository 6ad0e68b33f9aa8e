/** Sentences about imports, Vietnamese and English, for reports, the command line and files refused as a whole. */
import type { Locale } from './errors.ts';
import type { ImportKind, ImportNoteCode, RejectCode } from './import.ts';

type Sentence = Readonly<Record<Locale, string>>;

/** Why a cell or row was refused. */
export const rejectSentences: Readonly<Record<RejectCode, Sentence>> = {
  missing_value: { vi: 'Thiếu giá trị bắt buộc.', en: 'A required value is missing.' },
  not_a_number: { vi: 'Không phải là số.', en: 'This is not a number.' },
  out_of_city: { vi: 'Toạ độ nằm ngoài thành phố.', en: 'The position lies outside the city.' },
  coordinates_swapped: {
    vi: 'Kinh độ và vĩ độ có vẻ bị đảo, và vị trí vẫn ở ngoài thành phố khi đổi lại.',
    en: 'Longitude and latitude seem swapped, and the position is outside the city either way.',
  },
  coordinates_incomplete: {
    vi: 'Chỉ có một trong hai toạ độ; cần cả hai hoặc để trống cả hai.',
    en: 'Only one of the two coordinates is given; give both or neither.',
  },
  duplicate_code: {
    vi: 'Mã này đã có ở một dòng trước (số dòng ghi trong ngoặc).',
    en: 'An earlier line has this code (its number is in brackets).',
  },
  unknown_school: {
    vi: 'Không có trường nào mang mã này. Hãy nhập danh sách trường trước.',
    en: 'No school has this code. Import the schools first.',
  },
  unknown_ward: { vi: 'Không có phường, xã, đặc khu nào khớp.', en: 'No ward, commune or special zone matches.' },
  unknown_zone: {
    vi: 'Khu vực không có trong danh mục: cổng, sân, hành lang, bếp, lớp học, văn phòng.',
    en: 'The zone is not in the list: gate, yard, corridor, kitchen, classroom, office.',
  },
  forbidden_place: {
    vi: 'Nơi này không được đặt camera: nhà vệ sinh, phòng thay đồ, phòng y tế, phòng nghỉ.',
    en: 'No camera may stand here: toilet, changing room, infirmary, rest room.',
  },
  unknown_level: {
    vi: 'Cấp học không có trong danh mục: mầm non, tiểu học, THCS, THPT, GDTX (01–05).',
    en: 'The level is not in the list: nursery, primary, lower and upper secondary, continuing (01–05).',
  },
  bad_url: { vi: 'Địa chỉ không đúng khuôn dạng.', en: 'The address is malformed.' },
  credentials_in_url: {
    vi: 'Địa chỉ chứa tài khoản; hãy để tài khoản ở cột riêng.',
    en: 'The address holds an account; put it into its own columns.',
  },
  no_address: {
    vi: 'Camera không có địa chỉ ONVIF hay RTSP.',
    en: 'The camera has neither an ONVIF nor an RTSP address.',
  },
  bad_bearing: {
    vi: 'Hướng nhìn phải từ 0 đến dưới 360 độ, hoặc là một hướng như “Đông Nam”.',
    en: 'The bearing must be from 0 up to but not 360 degrees, or a direction such as “Đông Nam”.',
  },
  too_long: { vi: 'Quá dài.', en: 'This is too long.' },
  bad_row_shape: {
    vi: 'Số cột của dòng không khớp dòng tiêu đề.',
    en: 'The row does not have as many columns as the header.',
  },
};

/** What was mended without losing meaning. */
export const noteSentences: Readonly<Record<ImportNoteCode, Sentence>> = {
  vn2000_converted: { vi: 'toạ độ VN-2000 đổi sang WGS 84', en: 'VN-2000 coordinates turned into WGS 84' },
  coordinates_swapped_mended: {
    vi: 'kinh độ và vĩ độ bị đảo, đã đổi lại',
    en: 'longitude and latitude were swapped and are put right',
  },
  text_normalised: { vi: 'chữ được chuẩn hoá (dấu, khoảng trắng)', en: 'text normalised (diacritics, white space)' },
  decimal_comma: { vi: 'dấu phẩy thập phân đã hiểu đúng', en: 'decimal commas understood' },
  ward_from_position: { vi: 'phường xã suy từ toạ độ', en: 'ward found from the position' },
};

/** What an import holds, in words. */
export const kindNames: Readonly<Record<ImportKind, Sentence>> = {
  units: { vi: 'đơn vị', en: 'units' },
  schools: { vi: 'trường', en: 'schools' },
  cameras: { vi: 'camera', en: 'cameras' },
};

/** Why a whole file was refused; `{name}` stands for a detail. */
const fileRefusals = {
  too_large: {
    vi: 'Tệp lớn hơn giới hạn {limit}. Hãy chia nhỏ tệp.',
    en: 'The file is over the limit of {limit}. Split it.',
  },
  empty: { vi: 'Tệp không có dòng nào.', en: 'The file has no rows.' },
  not_utf8: {
    vi: 'Chữ trong tệp không phải mã UTF-8. Hãy lưu lại thành “CSV UTF-8” hoặc .xlsx.',
    en: 'The text of the file is not UTF-8. Save it again as “CSV UTF-8” or .xlsx.',
  },
  not_a_table: {
    vi: 'Tệp không phải bảng tính .xlsx hay CSV. Tệp .xls cũ hoặc tệp có mật khẩu: hãy mở và lưu lại thành .xlsx.',
    en: 'The file is neither an .xlsx workbook nor CSV. Open an old .xls or a protected file and save it as .xlsx.',
  },
  damaged: {
    vi: 'Tệp .xlsx bị hỏng, không đọc được. Hãy mở bằng phần mềm bảng tính rồi lưu lại.',
    en: 'The .xlsx file is damaged and cannot be read. Open it in a spreadsheet program and save it again.',
  },
  inflates_too_much: {
    vi: 'Tệp .xlsx khi giải nén lớn hơn {limit}; không đọc tệp như vậy.',
    en: 'The .xlsx file unpacks to more than {limit}; such a file is not read.',
  },
  too_many_rows: {
    vi: 'Tệp có hơn {limit} dòng. Hãy chia nhỏ tệp.',
    en: 'The file has more than {limit} rows. Split it.',
  },
  too_many_columns: {
    vi: 'Tệp có hơn {limit} cột. Hãy bỏ các cột thừa.',
    en: 'The file has more than {limit} columns. Remove what is not needed.',
  },
  too_many_cells: {
    vi: 'Trang tính có hơn {limit} ô. Hãy xoá các dòng và cột trống bên ngoài bảng rồi lưu lại.',
    en: 'The sheet has more than {limit} cells. Delete the empty rows and columns outside the table and save it again.',
  },
  open_quote: {
    vi: 'Dấu ngoặc kép mở ở dòng {line} không được đóng, nên không đọc tiếp được. Các dòng đúng phía trước đã được lưu.',
    en: 'A quote opened on line {line} is never closed, so reading stopped there. Good rows before it are stored.',
  },
  no_header: {
    vi: 'Không nhận ra dòng tiêu đề cho {kind}. Cần có: {needed}. Dòng đầu của tệp: {found}.',
    en: 'No header row for {kind} was recognised. Needed: {needed}. First row of the file: {found}.',
  },
  unexpected: {
    vi: 'Có lỗi ngoài dự kiến khi lưu. Các dòng đã lưu không mất; hãy nhập lại tệp này.',
    en: 'Something unexpected went wrong while storing. Stored rows are safe; import the file again.',
  },
} as const satisfies Record<string, Sentence>;

export type FileRefusalCode = keyof typeof fileRefusals;

/** The sentence for a refused file in the reader's language, its details filled in. */
export function fileRefusalSentence(
  code: FileRefusalCode,
  details: Readonly<Record<string, string | number>>,
  locale: Locale,
): string {
  return fileRefusals[code][locale].replace(/\{(\w+)\}/gu, (whole, name: string) => String(details[name] ?? whole));
}
