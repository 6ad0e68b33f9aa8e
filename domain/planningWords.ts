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
  | 'ownership'
  | 'public'
  | 'non_public'
  | 'ownedSchools'
  | 'reachName'
  | 'reachUnit'
  | 'reachSource'
  | 'reachNote'
  | 'reachSchools'
  | 'placesName'
  | 'placesUnit'
  | 'placesSource'
  | 'placesNote'
  | 'placesNoNorm'
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
    ownership: 'Loại hình',
    public: 'chỉ trường công lập',
    non_public: 'chỉ trường ngoài công lập',
    ownedSchools: 'tính {{count}} trường; {{unknown}} trường chưa rõ loại hình không tính',
    reachName: 'Trong tầm {{km}} km đường chim bay',
    reachUnit: '% diện tích',
    reachSource: 'Toạ độ trường hiện hành và ranh giới phường, xã',
    reachNote: 'Giả định trải đều: dân cư được coi như trải đều trên diện tích, sai số khoảng 2 điểm phần trăm',
    reachSchools: 'Tính {{count}} trường có toạ độ; {{without}} trường chưa có toạ độ không tính',
    placesName: 'Cân đối chỗ học (chỗ − học sinh)',
    placesUnit: 'chỗ',
    placesSource: 'Phòng học (S10), học sinh (S04), sĩ số quy định (S09)',
    placesNote:
      'Chỗ = phòng học × {{pupils}} học sinh, mỗi phòng một lớp; tử số là chỗ, mẫu số là học sinh; chỉ tính trường báo cáo cả hai số',
    placesNoNorm: 'Cấp này chưa có sĩ số quy định nên không có cân đối',
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
    ownership: 'Ownership',
    public: 'public schools only',
    non_public: 'schools that are not public only',
    ownedSchools: '{{count}} schools counted; {{unknown}} of unknown ownership are left out',
    reachName: 'Within {{km}} km as the crow flies',
    reachUnit: '% of area',
    reachSource: 'Positions of today’s schools and outlines of wards',
    reachNote: 'Spread evenly: people are taken as living evenly over the area, good to about 2 percentage points',
    reachSchools: '{{count}} schools with a position counted; {{without}} without one are left out',
    placesName: 'Balance of places (places − pupils)',
    placesUnit: 'places',
    placesSource: 'Classrooms (S10), pupils (S04), class size allowed (S09)',
    placesNote:
      'Places = classrooms × {{pupils}} pupils, one class a room; numerator: places, denominator: pupils; schools that reported both alone',
    placesNoNorm: 'No class size is set for this level, so there is no balance',
  },
};
