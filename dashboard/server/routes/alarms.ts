import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Alarm } from '@khue/domain/alarm';
import {
  alarmActSchema,
  alarmAnswerSchema,
  alarmCommentSchema,
  alarmDetailSchema,
  alarmHistoryQuerySchema,
  alarmHistorySchema,
  alarmShelveSchema,
  longestShelfMinutes,
  openAlarmLimit,
  openAlarmsSchema,
  transitionLimit,
} from '@khue/domain/alarmApi';
import { type AlarmActor, type AlarmEvent, step } from '@khue/domain/alarmSteps';
import type { Permission } from '@khue/domain/access';
import { KhueError } from '@khue/domain/errors';
import type { LogAction } from '@khue/domain/log';
import { requireRight, rightsOf, signedIn } from '../access/guard.ts';
import { changesBy } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { refusePersonalNumbers } from '../privacy/privacyEntry.ts';

const idSchema = z.object({ id: z.uuid() });
const minuteMs = 60_000;

/** Where a page of the history ends: moment and id of its last alarm. */
function cursorOf({ closedAt, id }: Alarm): string {
  return `${closedAt ?? ''}_${id}`;
}

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

function readCursor(text: string | undefined) {
  if (text === undefined) return undefined;
  const parsed = cursorSchema.safeParse(text.split('_'));
  if (!parsed.success) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'before' });
  const [closedAt, id] = parsed.data;
  return { closedAt: new Date(closedAt), id };
}

/** An alarm, where the permission is held for its school; otherwise it is not there. */
async function alarmFor(
  { store }: DashboardParts,
  request: FastifyRequest,
  id: string,
  permission: Permission,
): Promise<Alarm> {
  const alarm = await store.alarms.find(id);
  if (alarm === null) throw new KhueError('KHUE_NOT_FOUND');
  requireRight(request, permission, { schoolId: alarm.schoolId, camera: null });
  return alarm;
}

/** What a person wants to do, from the version that was seen. */
interface Deed {
  readonly id: string;
  readonly version: number;
  readonly comment: string | undefined;
  readonly action: LogAction;
  readonly event: (who: { readonly at: string; readonly actor: AlarmActor }) => AlarmEvent;
}

/** Does it, logs it, tells of it; throws KHUE_ALARM_MOVED_ON where the alarm is not any more what was seen. */
async function act(parts: DashboardParts, request: FastifyRequest, deed: Deed): Promise<Alarm> {
  const { store, bus, clock, log, alarms } = parts;
  const { account } = signedIn(request);
  const { id, version, comment, action, event } = deed;
  refusePersonalNumbers({ comment });
  const before = await alarmFor(parts, request, id, 'alarm.handle');
  const at = new Date(clock.now()).toISOString();
  const next = before.version === version ? step(before, event({ at, actor: account })) : null;
  if (next === null) throw new KhueError('KHUE_ALARM_MOVED_ON');
  const { alarm } = next;
  const name = alarm.cameraName === null ? alarm.schoolName : `${alarm.schoolName} · ${alarm.cameraName}`;
  const until = action === 'alarm.shelved' ? { until: alarm.shelvedUntil } : {};
  const details = { kind: alarm.kind, comment: comment ?? null, ...until };
  const entries = changesBy(request, parts, [{ action, object: { kind: 'alarm', id, name }, details }]);
  const done = await store.alarms.act({ ...next, seen: version }, () => entries);
  if (!done) throw new KhueError('KHUE_ALARM_MOVED_ON');
  alarms.tell(alarm);
  // Other processes hear of it by the bus; while it is away they find it in the store.
  bus.publish('alarmChanged', alarm, id).catch((error: unknown) => {
    log.warn({ err: error, alarm: id }, 'a change of an alarm could not be told on the bus');
  });
  return alarm;
}

/** Alarms to look at: those open, those over, one with its history. */
export function alarmRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/alarms',
      config: { access: 'alarm.view' },
      schema: {
        tags: ['alarms'],
        summary: 'Open alarms of the schools in scope, what to do first leading',
        response: { 200: openAlarmsSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const asOf = new Date(clock.now()).toISOString();
        const scope = rightsOf(request).schools('alarm.view');
        const [alarms, schools] = await Promise.all([
          store.alarms.first(scope, openAlarmLimit),
          store.alarms.bySchool(scope),
        ]);
        return { alarms, total: schools.reduce((sum, { open, shelved }) => sum + open + shelved, 0), schools, asOf };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/alarms/history',
      config: { access: 'alarm.view' },
      schema: {
        tags: ['alarms'],
        summary: 'Alarms that are over, the last first, page by page',
        querystring: alarmHistoryQuerySchema,
        response: { 200: alarmHistorySchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { before, limit, kind, schoolId } = request.query;
        if (schoolId !== undefined) requireRight(request, 'alarm.view', { schoolId, camera: null });
        const schools = schoolId === undefined ? rightsOf(request).schools('alarm.view') : new Set([schoolId]);
        const [found, retention] = await Promise.all([
          store.alarms.closed({ schools, kind, limit: limit + 1, before: readCursor(before) }),
          store.alarms.retention(),
        ]);
        const alarms = found.slice(0, limit);
        const last = alarms.at(-1);
        return { alarms, next: found.length > limit && last !== undefined ? cursorOf(last) : null, retention };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/alarms/:id',
      config: { access: 'alarm.view' },
      schema: {
        tags: ['alarms'],
        summary: 'One alarm with who did what',
        params: idSchema,
        response: { 200: alarmDetailSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const alarm = await alarmFor(parts, request, request.params.id, 'alarm.view');
        return { alarm, transitions: await store.alarms.transitions(alarm.id, transitionLimit) };
      },
    });
  };
}

/** What a desk does about an alarm. */
export function alarmActRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { clock } = parts;

  /** The end of a shelf; throws KHUE_SHELF_MOMENT where it is not ahead, or too far. */
  function shelfEnd({ minutes, until }: z.infer<typeof alarmShelveSchema>): string {
    const now = clock.now();
    const end = minutes === undefined ? Date.parse(until ?? '') : now + minutes * minuteMs;
    if (!(end > now && end <= now + longestShelfMinutes * minuteMs)) {
      throw new KhueError('KHUE_SHELF_MOMENT', { days: longestShelfMinutes / 1_440 });
    }
    return new Date(end).toISOString();
  }

  return async (app) => {
    app.route({
      method: 'POST',
      url: '/api/alarms/:id/acknowledge',
      config: { access: 'alarm.handle' },
      schema: {
        tags: ['alarms'],
        summary: 'Take an alarm in hand, with a comment where there is something to say',
        params: idSchema,
        body: alarmActSchema,
        response: { 200: alarmAnswerSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { version, comment } = request.body;
        const event: Deed['event'] = (who) => ({ kind: 'acknowledged', ...who, comment: comment ?? null });
        const deed: Deed = { id: request.params.id, version, comment, action: 'alarm.acknowledged', event };
        return { alarm: await act(parts, request, deed) };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/alarms/:id/comment',
      config: { access: 'alarm.handle' },
      schema: {
        tags: ['alarms'],
        summary: 'Write a line into the history of an alarm',
        params: idSchema,
        body: alarmCommentSchema,
        response: { 200: alarmAnswerSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { version, comment } = request.body;
        const event: Deed['event'] = (who) => ({ kind: 'commented', ...who, comment });
        const deed: Deed = { id: request.params.id, version, comment, action: 'alarm.commented', event };
        return { alarm: await act(parts, request, deed) };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/alarms/:id/shelve',
      config: { access: 'alarm.handle' },
      schema: {
        tags: ['alarms'],
        summary: 'Put an alarm aside for minutes or until a moment; its states go on underneath',
        params: idSchema,
        body: alarmShelveSchema,
        response: { 200: alarmAnswerSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { version, comment } = request.body;
        const until = shelfEnd(request.body);
        const event: Deed['event'] = (who) => ({ kind: 'shelved', ...who, until, comment: comment ?? null });
        const deed: Deed = { id: request.params.id, version, comment, action: 'alarm.shelved', event };
        return { alarm: await act(parts, request, deed) };
      },
    });

    app.route({
      method: 'POST',
      url: '/api/alarms/:id/unshelve',
      config: { access: 'alarm.handle' },
      schema: {
        tags: ['alarms'],
        summary: 'Take an alarm off its shelf before its time',
        params: idSchema,
        body: alarmActSchema,
        response: { 200: alarmAnswerSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { version, comment } = request.body;
        const event: Deed['event'] = (who) => ({ kind: 'unshelved', ...who, comment: comment ?? null });
        const deed: Deed = { id: request.params.id, version, comment, action: 'alarm.unshelved', event };
        return { alarm: await act(parts, request, deed) };
      },
    });
  };
}
