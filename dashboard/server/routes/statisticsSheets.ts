import { createHash, randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import { type Submission, submissionFacts, submissionSchema, waitingSubmission } from '@khue/domain/statistics';
import {
  populationQuerySchema,
  sheetQuerySchema,
  submissionDetailSchema,
  submissionListSchema,
} from '@khue/domain/statisticsApi';
import { faultsCsv } from '@khue/domain/statisticsReport';
import type { DatedEntry } from '@khue/store/told';
import { rightsOf, signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { asAttachment, xlsxType } from '../statistics/attachment.ts';
import { faultBook } from '../statistics/faultBook.ts';
import type { Sight } from '../statistics/sight.ts';
import { readUpload, type Upload, uploadLimits } from '../uploads/readUpload.ts';

/** Largest sheet taken, bytes: several times what a sheet with every school of the city weighs. */
export const sheetLimitBytes = 10 * 1_048_576;

/** A file lies in memory until it is stored: uploads at once; further ones are told to wait. */
const uploadsAtOnce = 3;
const listLimit = 100;
const idSchema = z.object({ id: z.uuid() });
const localeSchema = z.object({ locale: z.enum(['vi', 'en']).default('vi') });
const csvType = 'text/csv; charset=utf-8';

type Order = Pick<Submission, 'kind' | 'level' | 'schoolYear' | 'period'>;

function newSubmission(order: Order, { fileName, bytes }: Upload, by: Submission['submittedBy'], at: Date): Submission {
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  return waitingSubmission({ ...order, id: randomUUID(), fileName, fileSha256, submittedBy: by }, at);
}

/** Sheets of figures: handing one in, and what became of it. */
export function statisticsSheetRoutes({ store, clock, jobs }: DashboardParts): FastifyPluginAsyncZod {
  let uploads = 0;

  function entryOf(request: FastifyRequest, submission: Submission, step: 'ordered' | 'ended' | 'faults'): DatedEntry {
    const { account, sessionId } = signedIn(request);
    const entry = {
      actorId: account.id,
      actorName: account.name,
      action: step === 'faults' ? 'statistics.exported' : 'statistics.submitted',
      object: { kind: 'submission', id: submission.id, name: submission.fileName },
      result: step === 'ended' ? 'failed' : 'done',
      address: request.ip,
      sessionId,
      details: { step, ...submissionFacts(submission) },
    } as const;
    return { entry, at: new Date(clock.now()) };
  }

  async function enqueue(request: FastifyRequest, submission: Submission): Promise<void> {
    try {
      await jobs.enqueueSheet(submission.id);
    } catch (cause) {
      const finishedAt = new Date(clock.now()).toISOString();
      const fault = { code: 'not_queued', details: {} } as const;
      const failed: Submission = { ...submission, state: 'failed', fault, finishedAt };
      const told = () => [entryOf(request, failed, 'ended')];
      await store.statistics.submissions.progress(failed, { faults: [], faultyRows: null }, told);
      throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'ingest' }, { cause });
    }
  }

  async function take(request: FastifyRequest, order: Order, sight: Sight): Promise<Submission> {
    if (uploads >= uploadsAtOnce) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 5 });
    uploads += 1;
    try {
      const upload = await readUpload(request);
      const { account } = signedIn(request);
      const by = { id: account.id, name: account.displayName };
      const submission = newSubmission(order, upload, by, new Date(clock.now()));
      const sheet = { file: upload.bytes, scope: sight === null ? null : [...sight] };
      await store.statistics.submissions.create(submission, sheet, () => [entryOf(request, submission, 'ordered')]);
      await enqueue(request, submission);
      return submission;
    } finally {
      uploads -= 1;
    }
  }

  /** Whose submissions are in sight: one's own; null: everybody's, for those who see all of the city. */
  function ownerInSight(request: FastifyRequest): string | null {
    return rightsOf(request).schools('statistics.view') === null ? null : signedIn(request).account.id;
  }

  async function find(request: FastifyRequest, id: string): Promise<Submission> {
    const owner = ownerInSight(request);
    const submission = await store.statistics.submissions.find(id);
    const isInSight = submission !== null && (owner === null || submission.submittedBy.id === owner);
    if (!isInSight) throw new KhueError('KHUE_NOT_FOUND');
    return submission;
  }

  return async (app) => {
    await app.register(multipart, { throwFileSizeLimit: true, limits: { fileSize: sheetLimitBytes, ...uploadLimits } });

    app.route({
      method: 'POST',
      url: '/api/statistics/submissions',
      config: { access: 'statistics.submit' },
      bodyLimit: sheetLimitBytes + 65_536,
      schema: {
        tags: ['statistics'],
        summary: 'Hand a sheet in (multipart, field `file`, 10 MB at most); it is checked after the answer',
        consumes: ['multipart/form-data'],
        querystring: sheetQuerySchema,
        response: { 202: submissionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const sight = rightsOf(request).schools('statistics.submit');
        const submission = await take(request, { kind: 'figures', ...request.query }, sight);
        return reply.code(202).header('location', `/api/statistics/submissions/${submission.id}`).send(submission);
      },
    });

    app.route({
      method: 'POST',
      url: '/api/statistics/population',
      config: { access: 'statistics.manage' },
      bodyLimit: sheetLimitBytes + 65_536,
      schema: {
        tags: ['statistics'],
        summary: 'Hand in people aged 3–18 by ward (multipart, field `file`); it is checked after the answer',
        consumes: ['multipart/form-data'],
        querystring: populationQuerySchema,
        response: { 202: submissionSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const order = { kind: 'population', level: null, period: 'start', ...request.query } as const;
        const submission = await take(request, order, null);
        return reply.code(202).header('location', `/api/statistics/submissions/${submission.id}`).send(submission);
      },
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/submissions',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'The last hundred sheets handed in, newest first: one’s own, or all for those who see all of the city',
        response: { 200: submissionListSchema, ...errorAnswers },
      },
      handler: async (request) => ({
        submissions: await store.statistics.submissions.list({ accountId: ownerInSight(request), limit: listLimit }),
      }),
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/submissions/:id',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'What became of a sheet, with every fault that is kept',
        params: idSchema,
        response: { 200: submissionDetailSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const submission = await find(request, request.params.id);
        return { submission, faults: await store.statistics.submissions.faults(submission.id) };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/submissions/:id/faults.csv',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'What is wrong with a sheet, cell by cell, as a table',
        params: idSchema,
        querystring: localeSchema,
        response: {
          200: { description: 'The faults', content: { 'text/csv': { schema: z.string() } } },
          ...errorAnswers,
        },
      },
      handler: async (request, reply) => {
        const submission = await find(request, request.params.id);
        const faults = await store.statistics.submissions.faults(submission.id);
        const { entry, at } = entryOf(request, submission, 'faults');
        await store.log.append([entry], at);
        const table = faultsCsv(submission, faults, request.query.locale);
        return asAttachment(reply, csvType, `Lỗi ${submission.fileName}.csv`).send(table);
      },
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/submissions/:id/faults.xlsx',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'The same as a workbook: the list, and the faulty rows with their cells marked',
        params: idSchema,
        querystring: localeSchema,
        response: {
          200: { description: 'A workbook', content: { [xlsxType]: { schema: z.string() } } },
          ...errorAnswers,
        },
      },
      handler: async (request, reply) => {
        const submission = await find(request, request.params.id);
        const { submissions } = store.statistics;
        const faults = await submissions.faults(submission.id);
        const faultyRows = await submissions.faultyRows(submission.id);
        const { entry, at } = entryOf(request, submission, 'faults');
        await store.log.append([entry], at);
        const book = await faultBook(submission, { faults, faultyRows }, request.query.locale);
        return asAttachment(reply, xlsxType, `Lỗi ${submission.fileName.replace(/\.\w+$/u, '')}.xlsx`).send(book);
      },
    });
  };
}
