import type { Camera, City, School } from '../city/city.ts';

/** Where the city's servers can be reached. */
export interface CityAddresses {
  readonly host: string;
  readonly rtspPort: (cameraCode: string) => number;
  readonly onvifPort: (cameraCode: string) => number;
}

const schoolColumns: readonly (readonly [header: string, cell: (school: School) => string])[] = [
  ['Mã trường', (school) => school.code],
  ['Tên trường', (school) => school.name],
  ['Tên ngắn', (school) => school.shortName],
  ['Cấp học', (school) => school.levels.join(';')],
  ['Địa chỉ', (school) => school.address],
  ['Vĩ độ', (school) => String(school.lat)],
  ['Kinh độ', (school) => String(school.lon)],
  ['Mã phường xã', (school) => school.wardCode ?? ''],
  ['Loại hình', ({ ownership }) => (ownership === null ? '' : ownership === 'public' ? 'Công lập' : 'Tư thục')],
  ['Dữ liệu mô phỏng', () => 'có'],
];

type CameraCell = (camera: Camera, addresses: CityAddresses) => string;

const cameraColumns: readonly (readonly [header: string, cell: CameraCell])[] = [
  ['Mã camera', (camera) => camera.code],
  ['Mã trường', (camera) => camera.schoolCode],
  ['Tên camera', (camera) => camera.name],
  ['Khu vực', (camera) => camera.zone],
  ['Hướng nhìn', (camera) => String(camera.bearing)],
  ['Địa chỉ ONVIF', onvifAddress],
  ['RTSP chính', (camera, addresses) => rtspAddress(camera, 'main', addresses)],
  ['RTSP phụ', (camera, addresses) => (camera.codecs.sub === null ? '' : rtspAddress(camera, 'sub', addresses))],
  ['Tài khoản', (camera) => camera.username],
  ['Mật khẩu', (camera) => camera.password],
  ['Dữ liệu mô phỏng', () => 'có'],
];

function onvifAddress({ code, reach }: Camera, { host, onvifPort }: CityAddresses): string {
  return reach === 'rtsp' ? '' : `http://${host}:${onvifPort(code)}/onvif/${code}/device_service`;
}

function rtspAddress({ code, reach }: Camera, profile: string, { host, rtspPort }: CityAddresses): string {
  return reach === 'onvif' ? '' : `rtsp://${host}:${rtspPort(code)}/${code}/${profile}`;
}

/** The list of schools as an office would hand it over (RFC 4180, UTF-8). */
export function schoolsCsv(city: City): string {
  const rows = city.schools.map((school) => schoolColumns.map(([, cell]) => cell(school)));
  return csv([schoolColumns.map(([header]) => header), ...rows]);
}

/** The list of cameras, with the account of each. */
export function camerasCsv(city: City, addresses: CityAddresses): string {
  const rows = city.cameras.map((camera) => cameraColumns.map(([, cell]) => cell(camera, addresses)));
  return csv([cameraColumns.map(([header]) => header), ...rows]);
}

function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
