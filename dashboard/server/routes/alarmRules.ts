import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AlarmRule, alarmKindSchema, alarmRuleSchema, hasThreshold } from '@khue/domain/alarm';
import { alarmRuleChangeSchema, alarmRulesSchema } from '@khue/domain/alarmApi';
import { KhueError } from '@khue/domain/errors';
import { changesBy } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { refusePersonalNumbers } from '../privacy/privacyEntry.ts';

/** Throws KHUE_INPUT_INVALID where a threshold stands that the kind does not have, is missing, or cannot be. */
function requireFit({ kind, threshold }: AlarmRule): void {
  const isFewestCameras = kind === 'school_dark' && threshold !== null;
  const isWrong = isFewestCameras && (!Number.isInteger(threshold) || threshold < 1);
  if (hasThreshold(kind) !== (threshold !== null) || isWrong) {
    throw new KhueError('KHUE_INPUT_INVALID', { fields: 'threshold' });
  }
}

/** By what alarms are raised. */
export function alarmRuleRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/alarm-rules',
      config: { access: 'alarm.view' },
      schema: {
        tags: ['alarms'],
        summary: 'By what alarms are raised, and where the values come from',
        response: { 200: alarmRulesSchema, ...errorAnswers },
      },
      handler: async () => ({ rules: await store.alarms.rules() }),
    });

    app.route({
      method: 'PUT',
      url: '/api/alarm-rules/:kind',
      config: { access: 'alarm.manage' },
      schema: {
        tags: ['alarms'],
        summary: 'Change a rule from now on; within seconds alarms follow it',
        params: z.object({ kind: alarmKindSchema }),
        body: alarmRuleChangeSchema,
        response: { 200: alarmRuleSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { kind } = request.params;
        const rule = { kind, ...request.body };
        requireFit(rule);
        const { source, enabled, severity, onDelayS, offDelayS, threshold } = rule;
        refusePersonalNumbers({ source });
        const details = { enabled, severity, onDelayS, offDelayS, threshold, source };
        const object = { kind: 'alarm_rule', id: kind, name: kind };
        const entries = changesBy(request, parts, [{ action: 'alarm.rule_changed', object, details }]);
        await store.alarms.saveRule(rule, new Date(clock.now()), () => entries);
        return rule;
      },
    });
  };
}
