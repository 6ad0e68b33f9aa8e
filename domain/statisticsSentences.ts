/** Sentences for what is wrong with a sheet of figures. */
import type { z } from 'zod';
import type { Locale } from './errors.ts';
import { fileFaultCodeSchema } from './import.ts';
import { fileFaultSentence } from './importSentences.ts';
import type { SheetFault, SheetFaultCode, sheetRefusalSchema, Submission } from './statistics.ts';

type Sentences = Readonly<Record<Locale, string>>;

const faultSentences: Readonly<Record<SheetFaultCode, Sentences>> = {
  not_a_whole_number: { vi: 'Cần một số nguyên.', en: 'A whole number is needed.' },
  negative: { vi: 'Số không được nhỏ hơn 0.', en: 'The number must not be below 0.' },
  above_limit: { vi: 'Số quá lớn: nhiều nhất {expected}.', en: 'Too large: at most {expected}.' },
  not_in_list: { vi: 'Chỉ ghi một trong các từ: {expected}.', en: 'Only one of these words: {expected}.' },
  required: {
    vi: 'Trường đã báo cáo thì ô này phải có số (không có thì ghi 0).',
    en: 'A school that reports has to fill this in (0 where there is none).',
  },
  unknown_school: { vi: 'Không có trường nào mang mã này.', en: 'No school has this code.' },
  out_of_scope: {
    vi: 'Không có trường mang mã này trong các trường mà tài khoản nộp được báo cáo.',
    en: 'No school of this code is among those that the account may report for.',
  },
  duplicate_school: {
    vi: 'Trường này đã có ở ô {expected}: mỗi trường chỉ một dòng.',
    en: 'This school stands in cell {expected} already: one row a school.',
  },
  wrong_level: {
    vi: 'Trường không dạy cấp học của biểu này.',
    en: 'The school does not offer the level of this sheet.',
  },
  in_sheet_of_highest_level: {
    vi: 'Số liệu toàn trường chỉ ghi ở biểu của cấp cao nhất ({expected}): hãy để trống ô này.',
    en: 'Figures of the school as a whole stand in the sheet of its highest level ({expected}): leave this empty.',
  },
  class_too_large: {
    vi: 'Sĩ số bình quân của khối vượt {expected} học sinh một lớp: hãy xem lại số học sinh hoặc số lớp.',
    en: 'The mean class size of the grade exceeds {expected} pupils: check pupils or classes.',
  },
  pupils_without_classes: { vi: 'Khối có học sinh mà không có lớp.', en: 'The grade has pupils but no class.' },
  classes_without_pupils: { vi: 'Khối có lớp mà không có học sinh.', en: 'The grade has classes but no pupil.' },
  more_than_all_classes: {
    vi: 'Nhiều hơn tổng số lớp của trường ({expected}).',
    en: 'More than all classes of the school ({expected}).',
  },
  more_than_all_leaders: {
    vi: 'Nhiều hơn số lãnh đạo ({expected}).',
    en: 'More than all leaders ({expected}).',
  },
  unknown_ward: { vi: 'Không có phường, xã nào mang mã này.', en: 'No ward has this code.' },
  duplicate_ward: {
    vi: 'Phường, xã này đã có ở ô {expected}: mỗi nơi chỉ một dòng.',
    en: 'This ward stands in cell {expected} already: one row a ward.',
  },
  teachers_missing: {
    vi: 'Có học sinh mà không có giáo viên nào: hãy xem lại.',
    en: 'There are pupils but no teacher: please check.',
  },
};

/** Why a cell was refused, or what it warns of. */
export function sheetFaultSentence({ code, expected }: Pick<SheetFault, 'code' | 'expected'>, locale: Locale): string {
  return faultSentences[code][locale].replace('{expected}', expected ?? '');
}

const refusalSentences = {
  old_template: {
    vi: 'Đây không phải là biểu mẫu hiện hành. Hãy tải biểu mẫu mới rồi chép số liệu sang.',
    en: 'This is not the present template. Download it anew and copy the figures over.',
  },
  wrong_level: {
    vi: 'Biểu này của cấp học khác với cấp đã chọn khi nộp.',
    en: 'This sheet is of another level than the one chosen when handing it in.',
  },
  wrong_year: {
    vi: 'Biểu này của năm học {found}, khác với năm đã chọn khi nộp.',
    en: 'This sheet is of the school year {found}, not of the one chosen when handing it in.',
  },
  wrong_period: {
    vi: 'Biểu này của kỳ báo cáo khác với kỳ đã chọn khi nộp.',
    en: 'This sheet is of another period than the one chosen when handing it in.',
  },
  no_schools: {
    vi: 'Trong biểu không có dòng nào được điền.',
    en: 'Not one row of the sheet is filled in.',
  },
} as const satisfies Readonly<Record<z.infer<typeof sheetRefusalSchema>, Sentences>>;

const refusals: Readonly<Partial<Record<string, Sentences>>> = refusalSentences;

/** Why a sheet was not looked into; null where its cells tell, or nothing is wrong. */
export function submissionFaultSentence({ fault }: Pick<Submission, 'fault'>, locale: Locale): string | null {
  if (fault === null) return null;
  const { code, details } = fault;
  const fileFault = fileFaultCodeSchema.safeParse(code);
  if (fileFault.success) {
    const sentence = fileFaultSentence(fileFault.data, details, locale);
    return `${sentence.charAt(0).toLocaleUpperCase(locale)}${sentence.slice(1)}.`;
  }
  const sentence = refusals[code]?.[locale] ?? code;
  return sentence.replace(/\{(\w+)\}/gu, (whole, name: string) => String(details[name] ?? whole));
}
