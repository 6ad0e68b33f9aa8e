/** The keys of KHUE_SECRET_KEYS, and the file that holds them. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '@khue/domain/environment';
import { parseSecretKeys } from './vault.ts';

/** Key id → 32 bytes; the active one is the first of the list. */
export interface SecretKeys {
  readonly keys: ReadonlyMap<string, Uint8Array>;
  readonly activeKeyId: string;
}

/** What reads the file named by KHUE_SECRET_KEYS_FILE again; undefined where the keys came without a file. */
export function secretKeyReader(
  environment: Readonly<Record<string, string | undefined>>,
): (() => SecretKeys) | undefined {
  const path = environment['KHUE_SECRET_KEYS_FILE'];
  return path === undefined ? undefined : () => readSecretKeyFile(path);
}

/** Throws a ConfigurationError where what it holds is not a list of keys, and the system's error where it is unreadable. */
export function readSecretKeyFile(path: string): SecretKeys {
  return parseSecretKeys(readFileSync(path, 'utf8').trim());
}

function writeDurably(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.new`;
  try {
    const file = openSync(unfinished, 'w', statSync(path).mode & 0o777);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function listText(keys: Iterable<readonly [string, Uint8Array]>): string {
  return `${[...keys].map(([id, key]) => `${id}:${Buffer.from(key).toString('base64')}`).join(',')}\n`;
}

/** An id that no key of the file has: the day, with a number from the second key of that day on. */
function freshId(taken: ReadonlyMap<string, unknown>, at: Date): string {
  const day = at.toISOString().slice(0, 10);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? day : `${day}.${number}`;
    if (!taken.has(id)) return id;
  }
}

/** Sentence for a file that is there to be read only, as where containers are given it. */
function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new ConfigurationError(`Không ghi được tệp khoá ${path}${code}: tệp cũ còn nguyên.`, { cause });
  }
}

/**
 * Puts a new key in front of those of the file, which all stay; the file is replaced whole and on disk when this returns.
 * Throws a ConfigurationError where it cannot be written.
 */
export function addSecretKey(path: string, at: Date): SecretKeys {
  const { keys } = readSecretKeyFile(path);
  const id = freshId(keys, at);
  writing(path, () => writeDurably(path, listText([[id, randomBytes(32)], ...keys])));
  return readSecretKeyFile(path);
}

/** Takes a key that is not the first out of the file; false where it is not in it. Throws as `addSecretKey`. */
export function removeSecretKey(path: string, keyId: string): boolean {
  const { keys, activeKeyId } = readSecretKeyFile(path);
  if (!keys.has(keyId) || keyId === activeKeyId) return false;
  writing(path, () => writeDurably(path, listText([...keys].filter(([id]) => id !== keyId))));
  return true;
}
