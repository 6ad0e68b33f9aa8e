import { z } from 'zod';

const faultSchema = z.object({ code: z.string(), path: z.string().optional(), cause: z.unknown().optional() });
/** PostgreSQL's disk_full (its documentation, appendix A). */
const databaseDiskFull = '53100';

/**
 * What the file system refused, as one sentence; undefined where an error is of another kind. Looks through causes,
 * because a database driver wraps what happened.
 */
export function systemFaultSentence(error: unknown): string | undefined {
  for (let fault = error; fault instanceof Error; fault = fault.cause) {
    const { code, path } = faultSchema.safeParse(fault).data ?? {};
    const where = path === undefined ? '' : ` ${path}`;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === databaseDiskFull)
      return `Đĩa đầy: không ghi được${where}. Hãy dọn bớt, hoặc chọn thư mục ở đĩa khác bằng --data.`;
    // The network answers with EACCES too: only what names a file is told as a file.
    if (path === undefined) continue;
    if (code === 'EACCES' || code === 'EPERM') return `Không có quyền với${where} (${code}).`;
    if (code === 'EROFS') return `Đĩa chỉ cho đọc: không ghi được${where}.`;
    if (code === 'ENOTDIR') return `Không ghi được${where}: một phần của đường dẫn là tệp, không phải thư mục.`;
  }
  return undefined;
}
