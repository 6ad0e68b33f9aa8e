import { createHash, randomUUID } from 'node:crypto';
import type { Evidence } from '@khue/domain/audit';
import { type EvidenceHead, evidenceText, withoutSecrets } from '@khue/domain/auditEvidence';
import type { Clock } from '@khue/domain/clock';

/** Pieces of evidence of one camera at most, and bytes of an answer that are kept. */
const maxPieces = 48;
const maxAnswerCharacters = 600_000;

export interface EvidenceOrigin {
  readonly campaignId: string;
  readonly cameraId: string;
  readonly permissionId: string;
  readonly tool: string;
  readonly clock: Clock;
  /** Names and addresses of the camera: none of them is kept. */
  readonly hosts: readonly string[];
}

/** Takes down what one camera answered, without secrets and addresses. */
export class EvidenceBook {
  readonly evidence: Evidence[] = [];
  readonly #origin: EvidenceOrigin;

  constructor(origin: EvidenceOrigin) {
    this.#origin = origin;
  }

  now(): number {
    return this.#origin.clock.now();
  }

  /** `head` says how it was asked and what became of it. An answer that is too long is kept in part, and says so. */
  add(kind: string, head: EvidenceHead, answer: string): void {
    this.#keep({ kind, vantage: 'camera' }, head, answer);
  }

  /** What is known without asking the camera: from the registry, or from what the product has written down. */
  addFacts(kind: string, vantage: 'manual' | 'product-log', facts: unknown): void {
    this.#keep({ kind, vantage }, { outcome: 'answered' }, JSON.stringify(facts, null, 2));
  }

  #keep({ kind, vantage }: Pick<Evidence, 'kind' | 'vantage'>, head: EvidenceHead, answer: string): void {
    if (this.evidence.length >= maxPieces) throw new RangeError('more evidence than any audit asks for');
    const { campaignId, cameraId, permissionId, tool, hosts } = this.#origin;
    const isLong = answer.length > maxAnswerCharacters;
    const kept = isLong ? answer.slice(0, maxAnswerCharacters) : answer;
    const text = evidenceText(isLong ? { ...head, cut: 'yes' } : head, kept);
    const body = withoutSecrets(text, hosts).replaceAll('\0', '');
    this.evidence.push({
      id: randomUUID(),
      campaignId,
      cameraId,
      kind,
      at: new Date(this.now()).toISOString(),
      clockSource: 'gateway',
      vantage,
      permissionId: vantage === 'camera' ? permissionId : null,
      tool,
      sha256: createHash('sha256').update(body, 'utf8').digest('hex'),
      body,
    });
  }
}
