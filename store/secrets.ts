/** What stands under which key, and its coming under new ones. */

import type { Told } from './told.ts';

/** A key and what needs it. */
export interface SecretUse {
  readonly keyId: string;
  /** `key`: of KHUE_SECRET_KEYS; `data_key`: of the database, sealed with one of those. */
  readonly kind: 'key' | 'data_key';
  /** The key that seals a data key. */
  readonly under: string | null;
  /** Secrets sealed with it. */
  readonly secrets: number;
  /** Data keys sealed with it. */
  readonly dataKeys: number;
  /** Seals from now on. */
  readonly isActive: boolean;
  /** A rotation to it was not brought to its end. */
  readonly isUnfinished: boolean;
  readonly madeAt: Date | null;
}

export interface RotationProgress {
  readonly step: 'key_added' | 'data_key_added' | 'resealed' | 'done';
  /** Secrets that came under the new key so far. */
  readonly resealed: number;
}

export interface RotationResult {
  readonly resealed: number;
  /** Secrets that do not open (their key is missing, or they are damaged): they stay as they are, under their old key. */
  readonly unopened: number;
  /** Brought to its end what an earlier rotation had begun; no further key was made. */
  readonly isContinued: boolean;
  readonly keyId: string;
  readonly dataKeyId: string;
}

export interface SecretRepository {
  /** Every key that is known or used: those of KHUE_SECRET_KEYS first. */
  status(): Promise<SecretUse[]>;
  /**
   * Makes a new data key under a new key (`addKey`, which has it on disk when it returns) and seals every secret with it,
   * in batches; older keys stay. Cut off at any moment, everything opens, and the next rotation goes on with it: only one
   * that stands in the log has come to its end. null where another process rotates.
   */
  rotate(
    addKey: () => { readonly keys: ReadonlyMap<string, Uint8Array>; readonly activeKeyId: string },
    onProgress: (progress: RotationProgress) => void,
    told: Told<RotationResult>,
  ): Promise<RotationResult | null>;
  /** Lets go of a key that nothing needs; false where something does, or where it seals. */
  retire(keyId: string, told: Told): Promise<boolean>;
}
