import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { DashboardParts } from '../parts.ts';
import { incidentRoutes } from './incidents.ts';
import { privacyRegisterRoutes } from './privacyRegisters.ts';
import { purposeRoutes } from './purposes.ts';
import { subjectRequestRoutes } from './subjectRequests.ts';
import { zoneApprovalRoutes, zoneRuleRoutes } from './zones.ts';

/** Everything about personal data: purposes, zones and approvals, requests of persons concerned, incidents. */
export function privacyRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  return async (app) => {
    for (const subject of [
      purposeRoutes(parts),
      zoneRuleRoutes(parts),
      zoneApprovalRoutes(parts),
      subjectRequestRoutes(parts),
      incidentRoutes(parts),
      privacyRegisterRoutes(parts),
    ]) {
      await app.register(subject);
    }
  };
}
