import type { Words } from './words.ts';

/** What files of the planning page call their columns and notes. */
export const planningWords: Words<
  | 'byWard'
  | 'bySchool'
  | 'code'
  | 'ward'
  | 'school'
  | 'numerator'
  | 'denominator'
  | 'reporting'
  | 'due'
  | 'complete'
  | 'met'
  | 'yes'
  | 'no'
  | 'missing'
  | 'indicator'
  | 'unit'
  | 'schoolYear'
  | 'start'
  | 'end'
  | 'level'
  | 'allLevels'
  | 'source'
  | 'target'
  | 'share'
  | 'boundary'
  | 'outline'
  | 'approximate'
  | 'takenAt'
  | 'synthetic'
  | 'syntheticNote'
  | 'partial'
> = {
  vi: {
    byWard: 'Theo phường xã',
    bySchool: 'Theo trường',
    code: 'Mã',
    ward: 'Phường, xã',
    school: 'Trường',
    numerator: 'Tử số',
    denominator: 'Mẫu số',
    reporting: 'Đã báo cáo',
    due: 'Phải báo cáo',
    complete: 'Đủ 80%',
    met: 'Đạt mục tiêu',
    yes: 'Có',
    no: 'Không',
    missing: 'chưa có số liệu',
    indicator: 'Chỉ tiêu',
    unit: 'Đơn vị',
    schoolYear: 'Năm học',
    start: 'đầu năm (30/9)',
    end: 'cuối năm (31/5)',
    level: 'Cấp học',
    allLevels: 'Mọi cấp',
    source: 'Nguồn',
    target: 'Mục tiêu',
    share: 'Tỷ lệ báo cáo',
    boundary: 'Ranh giới',
    outline: 'ranh giới tham khảo',
    approximate: 'ranh giới gần đúng, không dùng để đo đạc',
    takenAt: 'Xuất lúc',
    synthetic: 'Mô phỏng',
    syntheticNote: 'MÔ PHỎNG: có số liệu của trường hư cấu, không dùng để quyết định',
    partial: 'Chỉ gồm các trường trong phạm vi của tài khoản',
  },
  en: {
    byWard: 'By ward',
    bySchool: 'By school',
    code: 'Code',
    ward: 'Ward, commune',
    school: 'School',
    numerator: 'Numerator',
    denominator: 'Denominator',
    reporting: 'Reported',
    due: 'Due',
    complete: '80% or more',
    met: 'Target met',
    yes: 'Yes',
    no: 'No',
    missing: 'no figures',
    indicator: 'Indicator',
    unit: 'Unit',
    schoolYear: 'School year',
    start: 'beginning of the year (30/9)',
    end: 'end of the year (31/5)',
    level: 'Level',
    allLevels: 'All levels',
    source: 'Source',
    target: 'Target',
    share: 'Share reporting',
    boundary: 'Borders',
    outline: 'borders for reference',
    approximate: 'approximate borders, not for measuring',
    takenAt: 'Exported at',
    synthetic: 'Synthetic',
    syntheticNote: 'MÔ PHỎNG: figures of invented schools are among these, not for decisions',
    partial: 'Holds only schools within the account’s scope',
  },
};
