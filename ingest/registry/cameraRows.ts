import type { Camera, CameraAddress, CameraCredentials, CameraZone } from '@khue/domain/camera';
import type { CameraNetworks } from '@khue/domain/cameraNetwork';
import type { CameraInput } from '@khue/store/store';
import { readCameraUrl } from './cameraUrl.ts';
import { createCodeDesk, createImporter, type ImporterFactory, maxCodeCharacters } from './importer.ts';
import { parseNumber } from './numbers.ts';
import type { RowReader } from './rowReader.ts';
import { namesForbiddenPlace, readCompass, readYes, readZone, showsForbiddenPlace } from './words.ts';

const maxNameCharacters = 300;
const maxUrlCharacters = 500;
const maxAccountCharacters = 200;

const http = ['http:', 'https:'] as const;
/** Not `rtsps:`: the gateway speaks RTSP over TCP without TLS. */
const rtsp = ['rtsp:'] as const;

function readZoneOf(row: RowReader): CameraZone {
  const text = row.requiredText('zone', maxNameCharacters);
  if (text === '') return 'corridor';
  if (namesForbiddenPlace(text)) {
    row.fault('zone', 'forbidden_place');
    return 'corridor';
  }
  const zone = readZone(text);
  if (zone === null) row.fault('zone', 'unknown_zone');
  return zone ?? 'corridor';
}

function readName(row: RowReader, code: string): string {
  const name = row.text('name', maxNameCharacters);
  if (name !== null && showsForbiddenPlace(name)) row.fault('name', 'forbidden_place');
  return name ?? code;
}

function readBearing(row: RowReader): number | null {
  const text = row.text('bearing', maxNameCharacters);
  if (text === null) return null;
  const parsed = parseNumber(text.replace(/\s*°$/u, ''));
  const bearing = parsed?.value ?? readCompass(text);
  if (parsed?.decimalComma === true) row.notes.push('decimal_comma');
  if (bearing !== null && bearing >= 0 && bearing < 360) return bearing;
  row.fault('bearing', bearing === null ? 'not_a_number' : 'bad_bearing');
  return null;
}

/** Account of the account columns; null where both are empty. A password alone is a fault. */
function readAccount(row: RowReader): CameraCredentials | null {
  const username = row.text('username', maxAccountCharacters);
  // As it stands: a space may be part of a password.
  const password = row
    .raw('password')
    .normalize('NFC')
    .replace(/[\r\n\0]/gu, '');
  if (password.length > maxAccountCharacters) row.fault('password', 'too_long', '');
  if (username !== null) return { username, password };
  if (password !== '') row.fault('username', 'missing_value');
  return null;
}

/** Reads the addresses; an account in one of them is moved out where the account columns are empty. */
class AddressReader {
  readonly #row: RowReader;
  readonly #hasAccount: boolean;
  readonly #networks: CameraNetworks;
  #found: CameraCredentials | null = null;

  constructor(row: RowReader, account: CameraCredentials | null, networks: CameraNetworks) {
    this.#row = row;
    this.#networks = networks;
    this.#hasAccount = account !== null;
  }

  /** The account that stood in the addresses. */
  get found(): CameraCredentials | null {
    return this.#found;
  }

  read(field: string, protocols: readonly string[]): string | null {
    const text = this.#row.text(field, maxUrlCharacters);
    if (text === null) return null;
    const read = readCameraUrl(text, protocols);
    if (read === 'malformed') this.#row.fault(field, 'bad_url');
    else if (read === 'secret_parameter') this.#row.fault(field, 'credentials_in_url');
    else if (this.#isElsewhere(read.url)) this.#row.fault(field, 'address_refused');
    else {
      if (read.credentials !== null) this.#moveOut(field, read.credentials);
      return read.url;
    }
    return null;
  }

  #isElsewhere(url: string): boolean {
    const { hostname, port } = new URL(url);
    return this.#networks.refusalOfHost(hostname, Number(port)) !== null;
  }

  #moveOut(field: string, credentials: CameraCredentials): void {
    const { username, password } = this.#found ?? credentials;
    const differs = username !== credentials.username || password !== credentials.password;
    if (this.#hasAccount || differs) this.#row.fault(field, 'credentials_in_url');
    else this.#found = credentials;
  }
}

function readReach(
  row: RowReader,
  networks: CameraNetworks,
): { address: CameraAddress; credentials: CameraCredentials | null } {
  const account = readAccount(row);
  const before = row.faults.length;
  const addresses = new AddressReader(row, account, networks);
  const address = {
    onvifUrl: addresses.read('onvifUrl', http),
    rtspMainUrl: addresses.read('rtspMainUrl', rtsp),
    rtspSubUrl: addresses.read('rtspSubUrl', rtsp),
  };
  const none = address.onvifUrl === null && address.rtspMainUrl === null && address.rtspSubUrl === null;
  if (none && row.faults.length === before) row.rowFault('no_address');
  return { address, credentials: account ?? addresses.found };
}

/** What a camera is read with. */
interface CameraDesk {
  readonly schoolCodes: ReadonlySet<string>;
  /** Where cameras may be. */
  readonly networks: CameraNetworks;
  /** Cameras by code as they stand: where the file has no column for something, what is known stays. */
  readonly known: ReadonlyMap<string, Camera>;
}

function readCamera(
  row: RowReader,
  claim: ReturnType<typeof createCodeDesk>,
  { schoolCodes, known, networks }: CameraDesk,
): CameraInput {
  const code = row.requiredText('code', maxCodeCharacters);
  claim(row, 'code', code);
  const before = known.get(code);
  const schoolCode = row.requiredText('schoolCode', maxCodeCharacters);
  if (schoolCode !== '' && !schoolCodes.has(schoolCode)) row.fault('schoolCode', 'unknown_school');
  return {
    code,
    schoolCode,
    name: row.has('name') ? readName(row, code) : (before?.name ?? code),
    zone: readZoneOf(row),
    bearing: row.has('bearing') ? readBearing(row) : (before?.bearing ?? null),
    ...readReach(row, networks),
    synthetic: row.has('synthetic') ? readYes(row.text('synthetic', maxNameCharacters)) : (before?.synthetic ?? false),
  };
}

/** Importer of cameras; their schools must be known already. */
export const createCameraImporter: ImporterFactory = async ({ store, networks }) => {
  const claim = createCodeDesk();
  const [schools, cameras] = await Promise.all([store.schools.list(), store.cameras.list()]);
  const desk: CameraDesk = {
    networks,
    schoolCodes: new Set(schools.map(({ code }) => code)),
    known: new Map(cameras.map((camera) => [camera.code, camera])),
  };
  return createImporter(
    (row) => readCamera(row, claim, desk),
    (inputs, at) => store.cameras.upsert(inputs, at),
  );
};
