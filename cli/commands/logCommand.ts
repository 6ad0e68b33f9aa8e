import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { systemClock } from '@khue/domain/clock';
import { ConfigurationError } from '@khue/domain/environment';
import { type LogEntry, type LogFilter, logFormatSchema, logRetentionSchema } from '@khue/domain/log';
import { faultSentence } from '@khue/domain/logFaultSentence';
import { logWriter, syslogMessage } from '@khue/domain/logFormats';
import { parseAnchorLines, readAnchorKey, trustedKeys } from '@khue/store/logAnchor';
import { verifyLog } from '@khue/store/logVerify';
import type { Store } from '@khue/store/store';
import { openDataFolder } from '../start/dataFolder.ts';
import { print } from '../terminal.ts';
import { defaultDataDir, readCommandEnvironment, withStore } from './database.ts';
import { changeKey } from './logKey.ts';
import { verdict } from './logSentences.ts';
import { readTarget, sendSyslog } from './syslogSender.ts';

const usage = `Cách dùng:
  khue log verify [--anchors TỆP] [--public-key TỆP]…
  khue log export [--from LÚC] [--to LÚC] [--format csv|jsonl|syslog] [--out TỆP]
  khue log export --send MÁY:CỔNG [--tls [--ca TỆP]] [--from LÚC] [--to LÚC]
  khue log key
  khue log key change [--new-key TỆP]
  khue log retention [SỐ_THÁNG --source "CĂN CỨ"]`;

const options = {
  data: { type: 'string', default: defaultDataDir },
  anchors: { type: 'string' },
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string', default: 'csv' },
  out: { type: 'string' },
  send: { type: 'string' },
  tls: { type: 'boolean', default: false },
  ca: { type: 'string' },
  source: { type: 'string' },
  'new-key': { type: 'string' },
} as const;

function parse(parameters: readonly string[]) {
  return parseArgs({ args: [...parameters], allowPositionals: true, options });
}
type Values = ReturnType<typeof parse>['values'];

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(`Không đọc được tệp ${path}: tệp không có hoặc không được phép đọc.`, { cause });
  }
}

/** Seed of the key that this installation signs anchors with, and its file where it lies in the data folder; or null. */
function ownSeed(dataDir: string): { readonly seed: string; readonly file: string | null } | null {
  const { KHUE_DATABASE_URL: apart, KHUE_LOG_ANCHOR_KEY: given } = readCommandEnvironment(process.env);
  if (given !== undefined) return { seed: given, file: null };
  if (apart !== undefined) return null;
  const file = openDataFolder(dataDir).logAnchorKeyFile;
  return { seed: readText(file), file };
}

/** The key itself, or null. */
function ownKey(dataDir: string) {
  const own = ownSeed(dataDir);
  return own === null ? null : readAnchorKey(own.seed);
}

/** Who sits at the terminal, as the log names him. */
function terminalUser(): string {
  return `khue log (${userInfo().username})`;
}

async function verify(values: Values): Promise<void> {
  const own = ownKey(values.data);
  const pems = values['public-key'].map(readText);
  const atHand = [...(own === null ? [] : [own.publicPem]), ...pems];
  const { KHUE_DATABASE_URL: apart, KHUE_LOG_ANCHOR_FILE: given } = readCommandEnvironment(process.env);
  const kept = given ?? (apart === undefined ? openDataFolder(values.data).logAnchorFile : '');
  const file = values.anchors ?? (existsSync(kept) ? kept : null);
  const outside = file === null ? null : parseAnchorLines(readText(file));
  const found = await withStore(values.data, async (store) => {
    const keys = trustedKeys(atHand, await store.log.keyChanges());
    return verifyLog(store.log, { keys, outside }, systemClock);
  });
  const { rows, firstNumber, lastNumber, anchors, unknownKeys, durationMs, faults } = found;
  const span = firstNumber === null ? '' : ` (số ${firstNumber} đến ${lastNumber ?? firstNumber})`;
  print(
    `${rows.toLocaleString('vi')} dòng${span}, ${anchors} mốc, ${(durationMs / 1_000).toFixed(1).replace('.', ',')} giây`,
  );
  print(file === null ? 'Không có tệp mốc bên ngoài để đối chiếu (--anchors TỆP).' : `Đối chiếu với tệp mốc ${file}.`);
  if (unknownKeys > 0) print(`! ${unknownKeys} mốc ký bằng khoá không có ở đây: chưa kiểm chữ ký (--public-key TỆP).`);
  for (const fault of faults) print(`× ${faultSentence(fault, 'vi')}`);
  const { isGood, sentence } = verdict(found, found.keysAtHand ?? 0);
  print(sentence);
  if (!isGood) process.exitCode = 1;
}

const momentSchema = z.union([
  z.iso.datetime({ offset: true }),
  z.iso.date().transform((day) => `${day}T00:00:00+07:00`),
]);

function readMoment(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = momentSchema.safeParse(text);
  if (moment.success) return moment.data;
  throw new ConfigurationError(`--${name} cần dạng 2026-11-25 hoặc 2026-11-25T07:00:00+07:00. Đã nhận “${text}”.`);
}

function exported(filter: LogFilter, format: string, to: string): LogEntry {
  const { from = null, to: until = null } = filter;
  const details = { format, to, from, until };
  return {
    actorId: null,
    actorName: terminalUser(),
    action: 'log.exported',
    object: null,
    result: 'done',
    address: null,
    sessionId: null,
    details,
  };
}

async function* messages(store: Store, filter: LogFilter): AsyncGenerator<string> {
  for await (const row of store.log.stream(filter)) yield syslogMessage(row, hostname());
}

async function exportLog(values: Values): Promise<void> {
  const filter: LogFilter = { from: readMoment('from', values.from), to: readMoment('to', values.to) };
  const format = logFormatSchema.safeParse(values.format);
  if (!format.success) throw new ConfigurationError('--format là csv, jsonl hoặc syslog.');
  const tls = values.tls ? { ca: values.ca === undefined ? null : readText(values.ca) } : null;
  const target = values.send === undefined ? null : readTarget(values.send, tls);
  await withStore(values.data, async (store) => {
    const now = new Date(systemClock.now());
    if (target !== null) {
      await store.log.append([exported(filter, 'syslog', `${target.host}:${target.port}`)], now);
      print(`Đã gửi ${(await sendSyslog(target, messages(store, filter))).toLocaleString('vi')} dòng.`);
      return;
    }
    await store.log.append([exported(filter, format.data, values.out ?? 'stdout')], now);
    const writer = logWriter(format.data, 'vi', hostname());
    async function* text(): AsyncGenerator<string> {
      yield writer.begin;
      for await (const row of store.log.stream(filter)) yield writer.row(row);
    }
    const to = values.out === undefined ? process.stdout : createWriteStream(values.out, { mode: 0o600, flags: 'wx' });
    await pipeline(Readable.from(text()), to, { end: values.out !== undefined });
  });
}

async function retention(values: Values, months: string | undefined): Promise<void> {
  await withStore(values.data, async (store) => {
    if (months !== undefined) {
      const wanted = logRetentionSchema.safeParse({ months: Number(months), source: values.source });
      if (!wanted.success)
        throw new ConfigurationError('Thời hạn lưu là số tháng từ 3 đến 1200, kèm --source "CĂN CỨ".');
      await store.log.setRetention(wanted.data, terminalUser(), new Date(systemClock.now()));
    }
    const { months: kept, source } = await store.log.retention();
    print(`Nhật ký được lưu ${kept} tháng. Căn cứ: ${source}`);
  });
}

/** `khue log verify|export|key [change]|retention`: exit code 1 where the log is not as it was written. */
export async function logCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parse(parameters);
  const [what, change] = positionals;
  if (what === 'verify') return verify(values);
  if (what === 'export') return exportLog(values);
  if (what === 'retention') return retention(values, change);
  if (what !== 'key' || (change !== undefined && change !== 'change')) throw new ConfigurationError(usage);
  const own = ownSeed(values.data);
  if (own === null) throw new ConfigurationError('Không có khoá ký mốc ở đây (KHUE_LOG_ANCHOR_KEY).');
  if (change === undefined) {
    process.stdout.write(readAnchorKey(own.seed).publicPem);
    return;
  }
  const newSeed = values['new-key'] === undefined ? null : readText(values['new-key']);
  const order = { seed: own.seed, newSeed, keyFile: own.file, actorName: terminalUser() };
  await withStore(values.data, (store) => changeKey(store, order));
}
