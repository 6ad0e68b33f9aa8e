import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { guardRoutes } from './access/guard.ts';
import { sessionToken } from './access/sessionCookie.ts';
import { answerErrors, sendError, toKhueError } from './answers/errorAnswer.ts';
import { answerUnknown, KnownRoutes } from './answers/notFound.ts';
import { setSecurityHeaders } from './answers/securityHeaders.ts';
import { feedChangeRoutes } from './feed/changeRoutes.ts';
import { feedClientRoutes } from './feed/clientRoutes.ts';
import { bearerOf } from './feed/feedKeys.ts';
import { ogcRoutes } from './feed/ogcRoutes.ts';
import { openDataRoutes } from './feed/openDataRoutes.ts';
import { hardenRequests, limitAccounts } from './hardening/hardenRequests.ts';
import { answerUnparsed, createHttpServer } from './hardening/httpServer.ts';
import { proxyList } from './hardening/proxies.ts';
import { describeApi } from './openApi.ts';
import type { DashboardParts } from './parts.ts';
import { accessReviewRoutes } from './routes/accessReview.ts';
import { accountChangeRoutes, accountRecoveryRoutes, accountRoutes } from './routes/accounts.ts';
import { auditExceptionRoutes, auditGroundRoutes, auditPermissionRoutes } from './routes/auditRegisters.ts';
import { auditMinutesRoutes } from './routes/auditMinutes.ts';
import { auditFindingRoutes, auditRoutes } from './routes/audits.ts';
import { alarmRuleRoutes } from './routes/alarmRules.ts';
import { alarmActRoutes, alarmRoutes } from './routes/alarms.ts';
import { grantRoutes, placeRoutes } from './routes/grants.ts';
import { historyRoutes } from './routes/history.ts';
import { importMappingRoutes } from './routes/importMappings.ts';
import { importRoutes } from './routes/imports.ts';
import { layerRoutes } from './routes/layers.ts';
import { liveRoutes } from './routes/live.ts';
import { logRoutes } from './routes/log.ts';
import { openApiRoutes } from './routes/openApi.ts';
import { pictureFileRoutes } from './routes/pictureFiles.ts';
import { planningRoutes } from './routes/planning.ts';
import { planningExportRoutes } from './routes/planningExports.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { roleRoutes } from './routes/roles.ts';
import { schoolRoutes } from './routes/schools.ts';
import { identityRoutes } from './routes/identity.ts';
import { ownAccountRoutes } from './routes/ownAccount.ts';
import { securityTextRoutes } from './routes/securityText.ts';
import { sessionLockRoutes, sessionRoutes } from './routes/session.ts';
import { secondFactorRoutes, sessionStepRoutes } from './routes/sessionSteps.ts';
import { indicatorRoutes } from './routes/indicators.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { statisticsSheetRoutes } from './routes/statisticsSheets.ts';
import { statisticsTemplateRoutes } from './routes/statisticsTemplates.ts';
import { stateRoutes } from './routes/state.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { wallPairingRoutes, wallRoutes } from './routes/walls.ts';
import { sendPage, serveWebFiles } from './routes/webFiles.ts';

/** Largest JSON body, bytes. */
const bodyLimitBytes = 65_536;

export interface DashboardServer {
  readonly app: FastifyInstance;
  readonly routes: KnownRoutes;
}

function newFastify(parts: DashboardParts): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = parts.log;
  const proxies = [...parts.config.trustedProxies];
  const { hardening } = parts.config;
  const { turnedAway } = parts;
  const isProxy = proxyList(proxies);
  const app = Fastify({
    serverFactory: (handler) => createHttpServer(handler, hardening, { turnedAway, isProxy }),
    clientErrorHandler: (error, socket) => answerUnparsed(error, socket, turnedAway),
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: proxies.length === 0 ? false : proxies,
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: FastifyError, request, reply) => {
      void sendError(request, reply, toKhueError(error, request.id, bodyLimitBytes));
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  return app;
}

/** One line per request that changed something or failed; neither queries nor headers are written down. */
function logRequests(app: FastifyInstance, log: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      reqId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    const isNotable = reply.statusCode >= 500 || (request.method !== 'GET' && request.method !== 'HEAD');
    log[isNotable ? 'info' : 'debug'](line, 'answered');
  });
}

/** Builds the HTTP side without listening: `inject` asks it, `listen` opens it. WebSockets are attached apart. */
export async function buildServer(parts: DashboardParts): Promise<DashboardServer> {
  const { config } = parts;
  const app = newFastify(parts);
  logRequests(app, parts.log);
  answerErrors(app);
  await setSecurityHeaders(app, config.cookieSecure === 'always' || config.hardening.tls !== null);
  await app.register(cookie);
  const hardening = { config: config.hardening, clock: parts.clock, turnedAway: parts.turnedAway };
  hardenRequests(app, hardening);
  const routes = new KnownRoutes(app);
  guardRoutes(app, {
    sessionOf: (request) => {
      // Keys of clients open what is read by clients, and nothing else.
      const key = request.routeOptions.config.access === 'feed.read' ? bearerOf(request) : null;
      return key === null ? parts.sessions.find(sessionToken(request, config)) : parts.feed.keys.find(key);
    },
    rights: parts.rights,
    refusals: parts.refusals,
    publicOrigin: config.publicOrigin,
  });
  limitAccounts(app, hardening);
  await describeApi(app);
  if (config.webDir !== null) await serveWebFiles(app, config.webDir);
  answerUnknown(app, routes, config.webDir === null ? null : sendPage);
  const typed = app.withTypeProvider<ZodTypeProvider>();
  for (const subject of [
    sessionRoutes(parts),
    sessionLockRoutes(parts),
    sessionStepRoutes(parts),
    secondFactorRoutes(parts),
    identityRoutes(parts),
    ownAccountRoutes(parts),
    wallPairingRoutes(parts),
    wallRoutes(parts),
    accountRoutes(parts),
    accountChangeRoutes(parts),
    accountRecoveryRoutes(parts),
    roleRoutes(parts),
    grantRoutes(parts),
    placeRoutes(parts),
    accessReviewRoutes(parts),
    schoolRoutes(parts),
    liveRoutes(parts),
    historyRoutes(parts),
    ticketRoutes(parts),
    pictureFileRoutes(parts),
    importRoutes(parts),
    importMappingRoutes(parts),
    layerRoutes(parts),
    alarmRoutes(parts),
    alarmActRoutes(parts),
    alarmRuleRoutes(parts),
    logRoutes(parts),
    stateRoutes(parts),
    privacyRoutes(parts),
    statisticsTemplateRoutes(parts),
    statisticsSheetRoutes(parts),
    statisticsRoutes(parts),
    indicatorRoutes(parts),
    feedClientRoutes(parts),
    feedChangeRoutes(parts),
    ogcRoutes(parts),
    openDataRoutes(parts),
    auditRoutes(parts),
    auditFindingRoutes(parts),
    auditMinutesRoutes(parts),
    auditGroundRoutes(parts),
    auditPermissionRoutes(parts),
    auditExceptionRoutes(parts),
    planningRoutes(parts),
    planningExportRoutes(parts),
    openApiRoutes(),
    securityTextRoutes(parts),
  ]) {
    await typed.register(subject);
  }
  await app.ready();
  return { app, routes };
}
