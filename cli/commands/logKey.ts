import { randomBytes } from 'node:crypto';
import { systemClock } from '@khue/domain/clock';
import { ConfigurationError } from '@khue/domain/environment';
import { changeAnchorKey, readAnchorKey } from '@khue/store/logAnchor';
import type { Store } from '@khue/store/store';
import { writeWholeFile } from '../start/wholeFile.ts';
import { print, style } from '../terminal.ts';

/** Where the key comes from and where the new one goes. */
interface KeyChange {
  /** Seed of the key in use: base64 of 32 bytes. */
  readonly seed: string;
  /** Seed of the new one; null: made here. */
  readonly newSeed: string | null;
  /** File of the key; null: whoever keeps it puts the new one there by hand. */
  readonly keyFile: string | null;
  readonly actorName: string;
}

/** Puts a change of the anchors' key on record, then the new key in its place. */
export async function changeKey(store: Store, { seed, newSeed, keyFile, actorName }: KeyChange): Promise<void> {
  if (newSeed === null && keyFile === null) {
    throw new ConfigurationError(
      'Khoá không nằm trong thư mục dữ liệu: hãy tạo tệp khoá mới (openssl rand -base64 32) và cho bằng --new-key TỆP.',
    );
  }
  const wanted = newSeed ?? randomBytes(32).toString('base64');
  const [before, after] = [readAnchorKey(seed), readAnchorKey(wanted)];
  if (before.keyId === after.keyId) throw new ConfigurationError('Khoá mới trùng khoá đang dùng.');
  const change = changeAnchorKey(before, after, new Date(systemClock.now()));
  await store.log.addKeyChange(change, { before: before.keyId, after: after.keyId }, actorName);
  if (keyFile !== null) writeWholeFile(keyFile, `${wanted}\n`, 0o600);
  print(`✓ Khoá ký mốc ${before.keyId} được thay bằng ${style.strong(after.keyId)}.`);
  print(
    keyFile === null
      ? 'Trong vòng 7 ngày, hãy đặt tệp khoá mới vào chỗ của KHUE_LOG_ANCHOR_KEY rồi chạy lại ingest.'
      : 'Khởi động lại Khuê trong vòng 7 ngày để ký bằng khoá mới. Hãy sao lưu thư mục keys.',
  );
  process.stdout.write(after.publicPem);
}
