import type { ImportKind } from '@khue/domain/import';
import { type ImportField, type ImportFieldName, importFields } from '@khue/domain/importFields';

/** A field, and the headers it is known by. */
export interface Field extends ImportField {
  /** Headers, folded: lower case, no diacritics, words parted by one space. Earlier ones win. */
  readonly headers: readonly string[];
}

type HeadersOf<Kind extends ImportKind> = Readonly<Record<ImportFieldName<Kind>, readonly string[]>>;

const synthetic = ['du lieu mo phong', 'mo phong', 'synthetic', 'simulated'];

const unitHeaders: HeadersOf<'units'> = {
  code: ['ma don vi', 'ma phuong xa', 'ma xa', 'ma dvhc', 'ma', 'code', 'unit code'],
  name: ['ten', 'ten ngan', 'name', 'short name'],
  fullName: ['ten day du', 'ten don vi', 'ten phuong xa', 'ten dvhc', 'full name', 'unit name'],
  kind: ['loai', 'loai don vi', 'cap', 'loai hinh', 'type', 'kind', 'unit type'],
  lat: ['vi do', 'lat', 'latitude', 'label lat'],
  lon: ['kinh do', 'lon', 'lng', 'long', 'longitude', 'label lon'],
  areaKm2: ['dien tich km2', 'dien tich', 'area km2', 'area'],
  mergedFrom: ['sap nhap tu', 'hop nhat tu', 'don vi cu', 'merged from', 'former units'],
  parentCode: ['ma don vi cap tren', 'ma cap tren', 'parent code', 'parent'],
};

const schoolHeaders: HeadersOf<'schools'> = {
  code: [
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
  ],
  name: [
    'ten truong',
    'ten co so giao duc',
    'ten csgd',
    'ten don vi',
    'truong',
    'ten',
    'school name',
    'name',
    'school',
  ],
  shortName: ['ten ngan', 'ten viet tat', 'ten rut gon', 'short name'],
  level: ['cap hoc', 'nhom cap hoc', 'cap', 'bac hoc', 'level', 'levels', 'education level'],
  address: [
    'dia chi',
    'dia chi truong',
    'dia chi tru so',
    'address as listed',
    'osm address',
    'address',
    'street address',
  ],
  lat: ['vi do', 'lat', 'latitude', 'lat osm', 'vi do wgs84', 'toa do vi do'],
  lon: ['kinh do', 'lon', 'lng', 'long', 'longitude', 'lon osm', 'kinh do wgs84', 'toa do kinh do'],
  x: ['x', 'toa do x', 'x m', 'x vn2000', 'x vn 2000', 'vn2000 x', 'vn 2000 x', 'easting', 'dong m'],
  y: ['y', 'toa do y', 'y m', 'y vn2000', 'y vn 2000', 'vn2000 y', 'vn 2000 y', 'northing', 'bac m'],
  centralMeridian: ['kinh tuyen truc', 'kttw', 'central meridian'],
  wardCode: [
    'ma phuong xa',
    'ma xa phuong',
    'ma phuong',
    'ma xa',
    'ma phuong xa dac khu',
    'ward code',
    'ward code 2025',
    'commune code',
  ],
  wardName: [
    'phuong xa',
    'xa phuong',
    'phuong xa dac khu',
    'ten phuong xa',
    'phuong',
    'xa',
    'ward',
    'ward name',
    'commune',
  ],
  ownership: [
    'loai hinh',
    'loai hinh truong',
    'loai hinh so huu',
    'hinh thuc so huu',
    'so huu',
    'cong lap ngoai cong lap',
    'cong lap tu thuc',
    'ownership',
    'ownership type',
    'public private',
  ],
  managingUnit: [
    'don vi quan ly',
    'ma don vi quan ly',
    'co quan quan ly',
    'ma co quan quan ly',
    'managing unit',
    'managing unit code',
  ],
  professionalCluster: ['cum chuyen mon', 'ma cum chuyen mon', 'professional cluster', 'professional cluster code'],
  synthetic,
};

const cameraHeaders: HeadersOf<'cameras'> = {
  code: ['ma camera', 'ma cam', 'ma thiet bi', 'camera code', 'camera id', 'code'],
  schoolCode: [
    'ma truong',
    'ma dinh danh truong',
    'ma co so giao duc',
    'ma csgd',
    'ma don vi',
    'school code',
    'school id',
  ],
  name: ['ten camera', 'ten cam', 'ten thiet bi', 'vi tri lap dat', 'vi tri', 'camera name', 'name'],
  zone: ['khu vuc', 'khu vuc lap dat', 'loai khu vuc', 'noi lap dat', 'noi lap', 'zone', 'area', 'place'],
  bearing: ['huong nhin', 'huong', 'goc huong', 'huong camera', 'phuong vi', 'bearing', 'azimuth'],
  onvifUrl: ['dia chi onvif', 'onvif', 'onvif url', 'url onvif', 'duong dan onvif'],
  rtspMainUrl: [
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
  ],
  rtspSubUrl: ['rtsp phu', 'luong phu', 'rtsp luong phu', 'rtsp sub', 'rtsp sub url', 'sub stream'],
  username: [
    'tai khoan',
    'ten dang nhap',
    'ten tai khoan',
    'nguoi dung',
    'username',
    'user name',
    'user',
    'account',
    'login',
  ],
  password: ['mat khau', 'mk', 'password', 'pass', 'passwd', 'pwd'],
  synthetic,
};

function known<Name extends string>(
  fields: readonly ImportField<Name>[],
  headers: Readonly<Record<Name, readonly string[]>>,
): readonly Field[] {
  return fields.map((field) => ({ ...field, headers: headers[field.name] }));
}

/** What every kind of import can take, in the order reports name it. */
export const fieldsOf: Readonly<Record<ImportKind, readonly Field[]>> = {
  units: known(importFields.units, unitHeaders),
  schools: known(importFields.schools, schoolHeaders),
  cameras: known(importFields.cameras, cameraHeaders),
};
