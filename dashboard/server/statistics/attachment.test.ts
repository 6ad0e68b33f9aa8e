import fastify from 'fastify';
import { expect, it } from 'vitest';
import { asAttachment, xlsxType } from './attachment.ts';

it.each([
  ['Lỗi "a".xlsx', `attachment; filename="Loi a.xlsx"; filename*=UTF-8''L%E1%BB%97i%20%22a%22.xlsx`],
  ['a\r\nX: 1\\', `attachment; filename="aX: 1"; filename*=UTF-8''a%0D%0AX%3A%201%5C`],
  ["it's (1)*", `attachment; filename="it's (1)*"; filename*=UTF-8''it%27s%20%281%29%2A`],
  ['\ud83d', `attachment; filename=""; filename*=UTF-8''%EF%BF%BD`],
])('a file that somebody called %j is handed out under a name that breaks nothing', async (name, header) => {
  const app = fastify();
  app.get('/', (_request, reply) => asAttachment(reply, xlsxType, name).send('x'));
  const { headers, statusCode } = await app.inject('/');
  expect([statusCode, headers['content-disposition']]).toEqual([200, header]);
});
