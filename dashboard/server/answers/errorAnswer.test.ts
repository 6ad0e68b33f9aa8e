import Fastify, { type FastifyBaseLogger } from 'fastify';
import { describe, expect, it } from 'vitest';
import { KhueError } from '@khue/domain/errors';
import { keptLog } from '../testing/keptLog.ts';
import { answerErrors, toKhueError } from './errorAnswer.ts';

const limit = 50 * 1_048_576;

function appThatThrows(error: unknown) {
  const { log, text } = keptLog();
  const loggerInstance: FastifyBaseLogger = log;
  const app = Fastify({ loggerInstance, genReqId: () => 'request-17' });
  answerErrors(app);
  app.get('/', async () => {
    throw error;
  });
  return { ask: () => app.inject({ url: '/', headers: { 'accept-language': 'en' } }), text };
}

describe('an error as an answer', () => {
  it('tells what nobody foresaw by an id that the log knows, and no more', async () => {
    const { ask, text } = appThatThrows(new TypeError('cannot read 10.20.30.40 of undefined'));
    const answer = await ask();
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'KHUE_UNEXPECTED', details: { id: 'request-17' } });
    expect(answer.body).not.toContain('10.20.30.40');
    expect(text()).toContain('request-17');
    expect(text()).toContain('cannot read 10.20.30.40 of undefined');
  });

  it('survives what is thrown without being an error', async () => {
    const { ask } = appThatThrows('just a string');
    expect((await ask()).json()).toMatchObject({ code: 'KHUE_UNEXPECTED' });
  });

  it('answers an error of the registry with its status, sentence and details', async () => {
    const { ask } = appThatThrows(new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 7 }));
    const answer = await ask();
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.json()).toEqual({
      code: 'KHUE_TOO_MANY_ATTEMPTS',
      message: 'Too many attempts. Wait 7 seconds and try again.',
      details: { seconds: 7 },
    });
  });

  it('names the limit of a file that is too large', () => {
    const tooLarge = Object.assign(new Error('request file too large'), {
      code: 'FST_REQ_FILE_TOO_LARGE',
      statusCode: 413,
    });
    expect(toKhueError(tooLarge, 'id', limit)).toMatchObject({
      code: 'KHUE_FILE_TOO_LARGE',
      details: { limit: '50 MB' },
    });
  });

  it.each([
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }),
    Object.assign(new Error('sorry, too many clients already'), { code: '53300' }),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
  ])('says that the database is not ready where the driver says "$message"', (error) => {
    expect(toKhueError(error, 'id', limit)).toMatchObject({
      code: 'KHUE_TIER_UNAVAILABLE',
      details: { tier: 'database' },
    });
  });

  it('does not take a faulty query for a database that is away', () => {
    const faulty = Object.assign(new Error('column "x" does not exist'), { code: '42703' });
    expect(toKhueError(faulty, 'id', limit).code).toBe('KHUE_UNEXPECTED');
  });
});
