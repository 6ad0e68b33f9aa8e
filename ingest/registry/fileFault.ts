import type { FaultDetails, FileFaultCode } from '@khue/domain/import';
import type { ImportHead } from '@khue/domain/importMapping';

/** A file that cannot be read at all. Its sentence comes from `fileFaultSentence`. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly fault: FileFaultCode;
  readonly details: FaultDetails;
  /** The header row that could not be understood, where one stands out. */
  readonly head: ImportHead | null;

  constructor(
    fault: FileFaultCode,
    details: FaultDetails = {},
    options: { cause?: unknown; head?: ImportHead | null } = {},
  ) {
    super(`import file refused: ${fault}`, { cause: options.cause });
    this.fault = fault;
    this.details = details;
    this.head = options.head ?? null;
  }
}
