import type { FileFaultCode } from '@khue/domain/importSentences';

/** A file that cannot be read at all. Its sentence comes from `fileFaultSentence`. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly fault: FileFaultCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    fault: FileFaultCode,
    details: Readonly<Record<string, string | number>> = {},
    options: { cause?: unknown } = {},
  ) {
    super(`import file refused: ${fault}`, options);
    this.fault = fault;
    this.details = details;
  }
}
