import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { KhueError } from '@khue/domain/errors';
import { cleanText } from '@khue/domain/text';

/** A file that somebody sent in. */
export interface Upload {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** What a multipart form may hold beside its one file; `fileSize` is the route's own. */
export const uploadLimits = { files: 1, fields: 4, fieldSize: 1_024, parts: 5, headerPairs: 20 } as const;

/** The last part of a path, whichever way its slashes lean: some browsers send one. */
function fileNameOf(name: string): string {
  return cleanText(name.split(/[\\/]/u).at(-1) ?? '').slice(0, 200) || 'file';
}

/** The bytes of a part; an upload that breaks off is the caller's fault. */
async function wholeOf(part: MultipartFile): Promise<Buffer> {
  try {
    return await part.toBuffer();
  } catch (cause) {
    if (cause instanceof Error && 'statusCode' in cause) throw cause;
    throw new KhueError('KHUE_INPUT_INVALID', { fields: 'file' }, { cause });
  }
}

/** The file in the field `file`, whole. Throws KHUE_INPUT_INVALID where there is none or it is empty. */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  const missing = new KhueError('KHUE_INPUT_INVALID', { fields: 'file' });
  if (!request.isMultipart()) throw missing;
  const part = await request.file();
  if (part === undefined || part.fieldname !== 'file') throw missing;
  const bytes = await wholeOf(part);
  if (bytes.length === 0) throw missing;
  return { fileName: fileNameOf(part.filename), bytes };
}
