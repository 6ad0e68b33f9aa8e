import type { ImportKind } from '@khue/domain/import';

/** One thing an importer can take out of a file, and the headers it is known by. */
export interface Field {
  readonly name: string;
  /** Vietnamese header, as a report names it. */
  readonly label: string;
  /** A file without this column is not of this kind. */
  readonly required: boolean;
  /** Headers, folded: lower case, no diacritics, words parted by one space. Earlier ones win. */
  readonly headers: readonly string[];
}

function field(name: string, label: string, headers: readonly string[], required = false): Field {
  return { name, label, required, headers };
}

const synthetic = field('synthetic', 'Dữ liệu mô phỏng', ['du lieu mo phong', 'mo phong', 'synthetic', 'simulated']);

const unitFields = [
  field('code', 'Mã đơn vị', ['ma don vi', 'ma phuong xa', 'ma xa', 'ma dvhc', 'ma', 'code', 'unit code'], true),
  field('name', 'Tên', ['ten', 'ten ngan', 'name', 'short name']),
  field(
    'fullName',
    'Tên đầy đủ',
    ['ten day du', 'ten don vi', 'ten phuong xa', 'ten dvhc', 'full name', 'unit name'],
    true,
  ),
  field('kind', 'Loại', ['loai', 'loai don vi', 'cap', 'loai hinh', 'type', 'kind', 'unit type'], true),
  field('lat', 'Vĩ độ', ['vi do', 'lat', 'latitude', 'label lat']),
  field('lon', 'Kinh độ', ['kinh do', 'lon', 'lng', 'long', 'longitude', 'label lon']),
  field('areaKm2', 'Diện tích (km²)', ['dien tich km2', 'dien tich', 'area km2', 'area']),
  field('mergedFrom', 'Sáp nhập từ', ['sap nhap tu', 'hop nhat tu', 'don vi cu', 'merged from', 'former units']),
  field('parentCode', 'Mã đơn vị cấp trên', ['ma don vi cap tren', 'ma cap tren', 'parent code', 'parent']),
] as const;

const schoolFields = [
  field('code', 'Mã trường', [
    'ma truong',
    'ma dinh danh truong',
    'ma co so giao duc',
    'ma csgd',
    'ma don vi',
    'ma truong as listed',
    'ma so',
    'ma',
    'school code',
    'code',
    'school id',
  ]),
  field(
    'name',
    'Tên trường',
    ['ten truong', 'ten co so giao duc', 'ten csgd', 'ten don vi', 'truong', 'ten', 'school name', 'name', 'school'],
    true,
  ),
  field('shortName', 'Tên ngắn', ['ten ngan', 'ten viet tat', 'ten rut gon', 'short name']),
  field('level', 'Cấp học', ['cap hoc', 'nhom cap hoc', 'cap', 'bac hoc', 'level', 'levels', 'education level']),
  field('address', 'Địa chỉ', [
    'dia chi',
    'dia chi truong',
    'dia chi tru so',
    'address as listed',
    'osm address',
    'address',
    'street address',
  ]),
  field('lat', 'Vĩ độ', ['vi do', 'lat', 'latitude', 'lat osm', 'vi do wgs84', 'toa do vi do']),
  field('lon', 'Kinh độ', ['kinh do', 'lon', 'lng', 'long', 'longitude', 'lon osm', 'kinh do wgs84', 'toa do kinh do']),
  field('x', 'X (VN-2000)', [
    'x',
    'toa do x',
    'x m',
    'x vn2000',
    'x vn 2000',
    'vn2000 x',
    'vn 2000 x',
    'easting',
    'dong m',
  ]),
  field('y', 'Y (VN-2000)', [
    'y',
    'toa do y',
    'y m',
    'y vn2000',
    'y vn 2000',
    'vn2000 y',
    'vn 2000 y',
    'northing',
    'bac m',
  ]),
  field('centralMeridian', 'Kinh tuyến trục', ['kinh tuyen truc', 'kttw', 'central meridian']),
  field('wardCode', 'Mã phường xã', [
    'ma phuong xa',
    'ma xa phuong',
    'ma phuong',
    'ma xa',
    'ma phuong xa dac khu',
    'ward code',
    'ward code 2025',
    'commune code',
  ]),
  field('wardName', 'Phường xã', [
    'phuong xa',
    'xa phuong',
    'phuong xa dac khu',
    'ten phuong xa',
    'phuong',
    'xa',
    'ward',
    'ward name',
    'commune',
  ]),
  synthetic,
] as const;

const cameraFields = [
  field('code', 'Mã camera', ['ma camera', 'ma cam', 'ma thiet bi', 'camera code', 'camera id', 'code'], true),
  field(
    'schoolCode',
    'Mã trường',
    ['ma truong', 'ma dinh danh truong', 'ma co so giao duc', 'ma csgd', 'ma don vi', 'school code', 'school id'],
    true,
  ),
  field('name', 'Tên camera', [
    'ten camera',
    'ten cam',
    'ten thiet bi',
    'vi tri lap dat',
    'vi tri',
    'camera name',
    'name',
  ]),
  field(
    'zone',
    'Khu vực',
    ['khu vuc', 'khu vuc lap dat', 'loai khu vuc', 'noi lap dat', 'noi lap', 'zone', 'area', 'place'],
    true,
  ),
  field('bearing', 'Hướng nhìn', [
    'huong nhin',
    'huong',
    'goc huong',
    'huong camera',
    'phuong vi',
    'bearing',
    'azimuth',
  ]),
  field('onvifUrl', 'Địa chỉ ONVIF', ['dia chi onvif', 'onvif', 'onvif url', 'url onvif', 'duong dan onvif']),
  field('rtspMainUrl', 'RTSP chính', [
    'rtsp chinh',
    'luong chinh',
    'rtsp luong chinh',
    'dia chi rtsp',
    'duong dan rtsp',
    'rtsp',
    'rtsp main',
    'rtsp url',
    'rtsp main url',
    'main stream',
  ]),
  field('rtspSubUrl', 'RTSP phụ', [
    'rtsp phu',
    'luong phu',
    'rtsp luong phu',
    'rtsp sub',
    'rtsp sub url',
    'sub stream',
  ]),
  field('username', 'Tài khoản', [
    'tai khoan',
    'ten dang nhap',
    'ten tai khoan',
    'nguoi dung',
    'username',
    'user name',
    'user',
    'account',
    'login',
  ]),
  field('password', 'Mật khẩu', ['mat khau', 'mk', 'password', 'pass', 'passwd', 'pwd']),
  synthetic,
] as const;

/** What every kind of import can take, in the order reports name it. */
export const fieldsOf: Readonly<Record<ImportKind, readonly Field[]>> = {
  units: unitFields,
  schools: schoolFields,
  cameras: cameraFields,
};
