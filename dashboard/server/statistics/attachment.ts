import type { FastifyReply } from 'fastify';

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Marks an answer as a file: its Vietnamese name for those who read RFC 8187, a plain one for the rest. */
export function asAttachment(reply: FastifyReply, type: string, fileName: string): FastifyReply {
  const plain = fileName
    .normalize('NFD')
    .replace(/[đĐ]/gu, 'd')
    .replace(/[^\x20-\x7e]|["\\]/gu, '');
  // Names come from whoever sent a file in.
  const whole = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return reply.headers({
    'content-type': type,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${whole}`,
    'cache-control': 'no-store',
  });
}
