import type { Locale } from './errors.ts';
import type { ImportKind } from './import.ts';

/** One thing an importer can take out of a file. */
export interface ImportField<Name extends string = string> {
  readonly name: Name;
  /** What the header of its column would say. */
  readonly label: Readonly<Record<Locale, string>>;
  /** A file without this column is not of this kind. */
  readonly required: boolean;
}

function optional<const Name extends string>(name: Name, vi: string, en: string): ImportField<Name> {
  return { name, label: { vi, en }, required: false };
}

function required<const Name extends string>(name: Name, vi: string, en: string): ImportField<Name> {
  return { name, label: { vi, en }, required: true };
}

/** What every kind of import can take, in the order in which columns are looked for and reports name them. */
export const importFields = {
  units: [
    required('code', 'Mã đơn vị', 'Unit code'),
    optional('name', 'Tên', 'Name'),
    required('fullName', 'Tên đầy đủ', 'Full name'),
    required('kind', 'Loại', 'Kind'),
    optional('lat', 'Vĩ độ', 'Latitude'),
    optional('lon', 'Kinh độ', 'Longitude'),
    optional('areaKm2', 'Diện tích (km²)', 'Area (km²)'),
    optional('mergedFrom', 'Sáp nhập từ', 'Merged from'),
    optional('parentCode', 'Mã đơn vị cấp trên', 'Parent code'),
  ],
  schools: [
    optional('code', 'Mã trường', 'School code'),
    required('name', 'Tên trường', 'School name'),
    optional('shortName', 'Tên ngắn', 'Short name'),
    optional('level', 'Cấp học', 'Level'),
    optional('address', 'Địa chỉ', 'Address'),
    optional('lat', 'Vĩ độ', 'Latitude'),
    optional('lon', 'Kinh độ', 'Longitude'),
    optional('x', 'X (VN-2000)', 'X (VN-2000)'),
    optional('y', 'Y (VN-2000)', 'Y (VN-2000)'),
    optional('centralMeridian', 'Kinh tuyến trục', 'Central meridian'),
    optional('wardCode', 'Mã phường xã', 'Ward code'),
    optional('wardName', 'Phường xã', 'Ward'),
    optional('ownership', 'Loại hình', 'Ownership'),
    optional('managingUnit', 'Đơn vị quản lý', 'Managing unit'),
    optional('professionalCluster', 'Cụm chuyên môn', 'Professional cluster'),
    optional('synthetic', 'Dữ liệu mô phỏng', 'Synthetic'),
  ],
  cameras: [
    required('code', 'Mã camera', 'Camera code'),
    required('schoolCode', 'Mã trường', 'School code'),
    optional('name', 'Tên camera', 'Camera name'),
    required('zone', 'Khu vực', 'Zone'),
    optional('bearing', 'Hướng nhìn', 'Bearing'),
    optional('onvifUrl', 'Địa chỉ ONVIF', 'ONVIF address'),
    optional('rtspMainUrl', 'RTSP chính', 'Main RTSP stream'),
    optional('rtspSubUrl', 'RTSP phụ', 'Sub RTSP stream'),
    optional('username', 'Tài khoản', 'Account'),
    optional('password', 'Mật khẩu', 'Password'),
    optional('synthetic', 'Dữ liệu mô phỏng', 'Synthetic'),
  ],
} as const satisfies Readonly<Record<ImportKind, readonly ImportField[]>>;

/** Names of the fields of one kind. */
export type ImportFieldName<Kind extends ImportKind> = (typeof importFields)[Kind][number]['name'];

/** Labels of the columns that a file of this kind must have. */
export function requiredLabels(kind: ImportKind, locale: Locale): string[] {
  const fields: readonly ImportField[] = importFields[kind];
  return fields.filter((field) => field.required).map(({ label }) => label[locale]);
}
