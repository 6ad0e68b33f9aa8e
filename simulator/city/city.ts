import { makeRound, makes, type Make } from './makes.ts';
import { places } from './places.ts';
import { pick, randomFor, textOf, whole } from './random.ts';
import { type CameraSettings, settingsOf } from './settings.ts';
import { type Level, levelsOf, schoolNames } from './schoolNames.ts';
import { roomOf, type Spot, spotOrders, spots, type Zone } from './spots.ts';

export type Codec = 'h264' | 'h265';
export type Profile = 'main' | 'sub';

/** An invented school. */
export interface School {
  /** `MP-001` */
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly levels: readonly Level[];
  readonly address: string;
  /** WGS 84 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Commune of a school that stands exactly on a known spot; null for one scattered around it. */
  readonly wardCode: string | null;
  /** null: an office that does not say. */
  readonly ownership: 'public' | 'private' | null;
  readonly cameras: readonly Camera[];
}

/** An invented camera. */
export interface Camera {
  /** `MP-001-C01` */
  readonly code: string;
  readonly schoolCode: string;
  readonly name: string;
  readonly zone: Zone;
  /** Name of the scene of the picture library that it shows. */
  readonly scene: string;
  /** Degrees clockwise from north. */
  readonly bearing: number;
  /** Codec of each stream; no sub: the camera has one stream only. */
  readonly codecs: { readonly main: Codec; readonly sub: Codec | null };
  /** Which addresses the inventory knows. */
  readonly reach: 'both' | 'onvif' | 'rtsp';
  readonly username: string;
  readonly password: string;
  readonly make: Make;
  readonly serial: string;
  /** `02:4d:50:…`, locally administered. */
  readonly mac: string;
  /** What its clock is off by without any fault, ms. */
  readonly clockOffsetMs: number;
  /** What its frame counter starts at. */
  readonly firstCounter: number;
  /** Days of recordings that it claims. */
  readonly recordedDays: number;
  readonly settings: CameraSettings;
}

export interface CityOptions {
  readonly schools: number;
  readonly cameras: number;
  readonly seed: string;
}

export interface City {
  readonly schools: readonly School[];
  readonly cameras: readonly Camera[];
}

/** The same city for the same options. Cameras are dealt out evenly; the first schools get one more. */
export function buildCity(options: CityOptions): City {
  const schools: School[] = [];
  let next = 0;
  for (let index = 0; index < options.schools; index++) {
    const share = Math.floor(options.cameras / options.schools) + (index < options.cameras % options.schools ? 1 : 0);
    schools.push(buildSchool(options.seed, index, next, share));
    next += share;
  }
  return { schools, cameras: schools.flatMap((school) => school.cameras) };
}

function buildSchool(seed: string, index: number, firstCamera: number, cameraCount: number): School {
  const code = `MP-${String(index + 1).padStart(3, '0')}`;
  const random = randomFor(`${seed}/${code}`);
  const spot = places[index % places.length];
  if (spot === undefined) throw new RangeError('the city has no places');
  const scattered = index >= places.length;
  const distance = scattered ? spot.roomM * Math.sqrt(random()) : 0;
  const direction = 2 * Math.PI * random();
  const metresPerDegree = 111_320;
  const lat = spot.lat + (distance * Math.cos(direction)) / metresPerDegree;
  const lon = spot.lon + (distance * Math.sin(direction)) / (metresPerDegree * Math.cos((spot.lat * Math.PI) / 180));
  const levels = levelsOf(index);
  const cameras = Array.from({ length: cameraCount }, (_, number) =>
    buildCamera(seed, { schoolCode: code, schoolIndex: index, number, index: firstCamera + number }),
  );
  return {
    code,
    ...schoolNames(index, levels),
    levels,
    address: `${spot.commune} (địa chỉ mô phỏng)`,
    lon: Number(lon.toFixed(6)),
    lat: Number(lat.toFixed(6)),
    wardCode: scattered ? null : spot.wardCode,
    ownership: index % 12 === 11 ? null : index % 5 === 3 ? 'private' : 'public',
    cameras,
  };
}

interface CameraPlace {
  readonly schoolCode: string;
  readonly schoolIndex: number;
  /** From 0 within the school. */
  readonly number: number;
  /** From 0 within the city. */
  readonly index: number;
}

function buildCamera(seed: string, at: CameraPlace): Camera {
  const code = `${at.schoolCode}-C${String(at.number + 1).padStart(2, '0')}`;
  const random = randomFor(`${seed}/${code}`);
  const { name, zone, scene } = spotOf(at);
  const reach = at.index % 16 === 7 ? 'onvif' : at.index % 16 === 11 ? 'rtsp' : 'both';
  return {
    code,
    schoolCode: at.schoolCode,
    name,
    zone,
    scene,
    bearing: whole(random, 360),
    codecs: codecsOf(at.index),
    reach,
    ...credentialsOf(at.index, random),
    make: makeOf(at.index, reach),
    serial: textOf(random, '0123456789', 20).replace(/^.{4}/u, '0001'),
    mac: `02:4d:50:${textOf(random, '0123456789abcdef', 6).match(/../gu)?.join(':') ?? '00:00:00'}`,
    clockOffsetMs: whole(random, 801) - 400,
    firstCounter: whole(random, 1_000_000),
    recordedDays: 7 + whole(random, 30),
    settings: settingsOf(at.index),
  };
}

function spotOf(at: CameraPlace): Spot {
  const room = roomOf(at.schoolIndex, at.number);
  if (room !== null) return room;
  const order = spotOrders[at.schoolIndex % spotOrders.length] ?? [];
  const round = Math.floor(at.number / spots.length);
  const rest = [...spots.keys()].filter((index) => !order.includes(index));
  const spot = spots[[...order, ...rest][at.number % spots.length] ?? 0];
  if (spot === undefined) throw new RangeError('a school has no spots');
  return round === 0 ? spot : { ...spot, name: `${spot.name} ${round + 1}` };
}

/** Of 48 cameras four have H.265 as main stream, one knows only H.265, and two have no sub stream. */
function codecsOf(index: number): Camera['codecs'] {
  if (index % 48 === 17) return { main: 'h265', sub: 'h265' };
  if (index % 12 === 5) return { main: 'h265', sub: 'h264' };
  return { main: 'h264', sub: index % 24 === 13 ? null : 'h264' };
}

/** An address that only ONVIF can tell must be right there; what only RTSP knows may be of any make. */
function makeOf(index: number, reach: Camera['reach']): Make {
  if (reach === 'onvif') return makes.plain;
  return makes[makeRound[index % makeRound.length] ?? 'plain'];
}

const passwordCharacters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.';

/** Most accounts are plain; two of 48 hold what careless code trips over: mark-up, quotes and letters beyond ASCII. */
function credentialsOf(
  index: number,
  random: ReturnType<typeof randomFor>,
): { readonly username: string; readonly password: string } {
  const user = pick(random, ['admin', 'viewer', 'onvif', 'giamsat', 'khue']);
  const username = `${user}${whole(random, 90) + 10}`;
  const secret = textOf(random, passwordCharacters, 12);
  if (index % 48 === 20) return { username, password: `${secret}&<"',;>:@/` };
  if (index % 48 === 34) return { username, password: `mật-khẩu-${secret}` };
  return { username, password: secret };
}
