import { createHash, randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  importHeadSchema,
  importListSchema,
  type ImportQuery,
  importQuerySchema,
  importRunSchema,
} from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import { type ImportRun, newImportRun } from '@khue/domain/import';
import { importReportCsv } from '@khue/domain/importReport';
import { fileFaultSentence } from '@khue/domain/importSentences';
import type { DatedEntry } from '@khue/store/told';
import { signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { readUpload, type Upload, uploadLimits } from '../uploads/readUpload.ts';

/** Largest file taken, bytes. */
export const importFileLimitBytes = 50 * 1_048_576;

/** A file lies in memory until it is stored: uploads at once; further ones are told to wait. */
const uploadLimit = 3;
const listLimit = 100;
const idSchema = z.object({ id: z.uuid() });

/** Files with schools, cameras or units: taken in, followed while they are read, reported. */
export function importRoutes({ store, clock, jobs }: DashboardParts): FastifyPluginAsyncZod {
  let uploads = 0;

  function newRun({ kind, mapping }: ImportQuery, { fileName, bytes }: Upload): ImportRun {
    return newImportRun({
      id: randomUUID(),
      kind,
      fileName,
      fileSha256: createHash('sha256').update(bytes).digest('hex'),
      state: 'waiting',
      startedAt: new Date(clock.now()).toISOString(),
      mappingName: mapping,
    });
  }

  function entryOf(request: FastifyRequest, step: 'ordered' | 'ended' | 'report', run: ImportRun): DatedEntry {
    const { account, sessionId } = signedIn(request);
    const { id, kind, fileName, fileSha256 } = run;
    const who = { actorId: account.id, actorName: account.name, address: request.ip, sessionId };
    const object = { kind: 'import', id, name: fileName };
    const action = step === 'report' ? 'import.report_exported' : 'import.run';
    const result = step === 'ended' ? 'failed' : 'done';
    const entry = { ...who, action, object, result, details: { step, kind, fileSha256 } } as const;
    return { entry, at: new Date(clock.now()) };
  }

  async function enqueue(request: FastifyRequest, run: ImportRun): Promise<void> {
    try {
      await jobs.enqueueImport(run.id);
    } catch (cause) {
      const error = new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'ingest' }, { cause });
      const finishedAt = new Date(clock.now()).toISOString();
      const fault = { code: 'not_queued', details: {} } as const;
      // Sentences kept with a run are Vietnamese, as those that ingest writes.
      const failure = fileFaultSentence(fault.code, fault.details, 'vi');
      const failed: ImportRun = { ...run, state: 'failed', failure, fault, finishedAt };
      await store.imports.progress(failed, [], () => [entryOf(request, 'ended', failed)]);
      throw error;
    }
  }

  async function find(id: string): Promise<ImportRun> {
    const run = await store.imports.find(id);
    if (run === null) throw new KhueError('KHUE_NOT_FOUND');
    return run;
  }

  return async (app) => {
    await app.register(multipart, {
      throwFileSizeLimit: true,
      limits: { fileSize: importFileLimitBytes, ...uploadLimits },
    });

    app.route({
      method: 'POST',
      url: '/api/imports',
      config: { access: 'import.run' },
      bodyLimit: importFileLimitBytes + 65_536,
      schema: {
        tags: ['imports'],
        summary: 'Take a file in (multipart, field `file`, 50 MB at most); reading it goes on after the answer',
        consumes: ['multipart/form-data'],
        querystring: importQuerySchema,
        response: { 202: importRunSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        if (uploads >= uploadLimit) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 5 });
        uploads += 1;
        try {
          const upload = await readUpload(request);
          const run = newRun(request.query, upload);
          await store.imports.create(run, upload.bytes, () => [entryOf(request, 'ordered', run)]);
          await enqueue(request, run);
          return reply.code(202).header('location', `/api/imports/${run.id}`).send(run);
        } finally {
          uploads -= 1;
        }
      },
    });

    app.route({
      method: 'GET',
      url: '/api/imports',
      config: { access: 'import.view' },
      schema: {
        tags: ['imports'],
        summary: 'The last hundred imports, newest first',
        response: { 200: importListSchema, ...errorAnswers },
      },
      handler: async () => ({ runs: await store.imports.list(listLimit) }),
    });

    app.route({
      method: 'GET',
      url: '/api/imports/:id',
      config: { access: 'import.view' },
      schema: {
        tags: ['imports'],
        summary: 'How far an import is',
        params: idSchema,
        response: { 200: importRunSchema, ...errorAnswers },
      },
      handler: async (request) => find(request.params.id),
    });

    app.route({
      method: 'GET',
      url: '/api/imports/:id/head',
      config: { access: 'import.view' },
      schema: {
        tags: ['imports'],
        summary: 'The header row of a file whose columns were not understood; 404 where none stands out',
        params: idSchema,
        response: { 200: importHeadSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const head = await store.imports.head(request.params.id);
        if (head === null) throw new KhueError('KHUE_NOT_FOUND');
        return head;
      },
    });

    app.route({
      method: 'GET',
      url: '/api/imports/:id/report.csv',
      config: { access: 'import.view' },
      schema: {
        tags: ['imports'],
        summary: 'What was refused, cell by cell, as a spreadsheet',
        params: idSchema,
        querystring: z.object({ locale: z.enum(['vi', 'en']).default('vi') }),
        response: {
          200: { description: 'The report', content: { 'text/csv': { schema: z.string() } } },
          ...errorAnswers,
        },
      },
      handler: async (request, reply) => {
        const run = await find(request.params.id);
        const { entry, at } = entryOf(request, 'report', run);
        await store.log.append([entry], at);
        const csv = importReportCsv(run, await store.imports.rejects(run.id), request.query.locale);
        return reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="import-${run.id}.csv"`)
          .send(csv);
      },
    });
  };
}
