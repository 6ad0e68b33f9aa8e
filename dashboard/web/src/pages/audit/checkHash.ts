import type { Evidence } from '@khue/domain/audit';

/** `unchecked`: browsers compute hashes over HTTPS and on their own machine alone. */
type Checked = 'matches' | 'differs' | 'unchecked';

/** Computes the SHA-256 of a text anew and compares it with the one that was kept. */
export async function checkHash({ body, sha256 }: Pick<Evidence, 'body' | 'sha256'>): Promise<Checked> {
  const { crypto } = globalThis;
  if (!('subtle' in crypto)) return 'unchecked';
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === sha256 ? 'matches' : 'differs';
}
