import { open, type OperationContext, type Operations, withAccount } from './operation.ts';
import type { CameraEvent } from './pullPoints.ts';
import { badArgument, OnvifFault } from './soapReply.ts';
import { el, elWith, type QName, type XmlElement } from './xml.ts';

const normalLifeMs = 60_000;
const topics: Readonly<Record<CameraEvent['topic'], QName>> = {
  motion: 'tns1:VideoSource/MotionAlarm',
  tamper: 'tns1:VideoSource/ImageTooDark/ImagingService',
};
const dialect = 'http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet';

/** ONVIF Event service: pull points only. */
export const eventService: Operations = {
  GetServiceCapabilities: open(() =>
    el(
      'tev:GetServiceCapabilitiesResponse',
      elWith('tev:Capabilities', { WSPullPointSupport: 'true', MaxPullPoints: '4' }),
    ),
  ),
  GetEventProperties: withAccount(eventProperties),
  CreatePullPointSubscription: withAccount(createPullPoint),
};

/** What a pull point itself answers. */
export const pullPointService: Operations = {
  PullMessages: withAccount(pullMessages),
  Renew: withAccount((context) => {
    const { state, pullPoints, pullPointId, request } = context;
    const lifeMs = terminationMs(context, request.argument('TerminationTime'));
    const endsMs = pullPoints.renew(state.camera.code, pullPointId, lifeMs);
    if (endsMs === null) throw noSubscription();
    return el('wsnt:RenewResponse', ...times(context, endsMs, 'wsnt'));
  }),
  Unsubscribe: withAccount(({ state, pullPoints, pullPointId }) => {
    if (!pullPoints.remove(state.camera.code, pullPointId)) throw noSubscription();
    return el('wsnt:UnsubscribeResponse');
  }),
  SetSynchronizationPoint: withAccount(({ state, pullPoints, pullPointId }) => {
    if (!pullPoints.synchronise(state.camera.code, pullPointId)) throw noSubscription();
    return el('tev:SetSynchronizationPointResponse');
  }),
};

function noSubscription(): OnvifFault {
  return new OnvifFault('no such subscription', ['ter:InvalidArgVal', 'ter:NoSubscription'], 400);
}

function eventProperties(): XmlElement {
  return el(
    'tev:GetEventPropertiesResponse',
    el('tev:TopicNamespaceLocation', 'http://www.onvif.org/onvif/ver10/topics/topicns.xml'),
    el('wsnt:FixedTopicSet', true),
    el(
      'wstop:TopicSet',
      el(
        'tns1:VideoSource',
        elWith('tns1:MotionAlarm', { topic: 'true' }, messageDescription()),
        el('tns1:ImageTooDark', elWith('tns1:ImagingService', { topic: 'true' }, messageDescription())),
      ),
    ),
    el('wsnt:TopicExpressionDialect', dialect),
    el('tev:MessageContentFilterDialect', 'http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter'),
    el('tev:MessageContentSchemaLocation', 'http://www.onvif.org/onvif/ver10/schema/onvif.xsd'),
  );
}

function messageDescription(): XmlElement {
  return elWith(
    'tt:MessageDescription',
    { IsProperty: 'true' },
    el('tt:Source', elWith('tt:SimpleItemDescription', { Name: 'Source', Type: 'tt:ReferenceToken' })),
    el('tt:Data', elWith('tt:SimpleItemDescription', { Name: 'State', Type: 'xsd:boolean' })),
  );
}

function createPullPoint(context: OperationContext): XmlElement {
  const { state, pullPoints, request, serviceUrl } = context;
  const lifeMs = terminationMs(context, request.argument('InitialTerminationTime'));
  const created = pullPoints.create(state.camera.code, lifeMs);
  if (created === null) throw new OnvifFault('too many subscriptions', ['ter:Action', 'ter:MaxSubscriptions'], 400);
  return el(
    'tev:CreatePullPointSubscriptionResponse',
    el('tev:SubscriptionReference', el('wsa:Address', serviceUrl('pullpoint', created.id))),
    ...times(context, created.endsMs, 'wsnt'),
  );
}

async function pullMessages(context: OperationContext): Promise<XmlElement> {
  const { state, pullPoints, pullPointId, request, signal } = context;
  const timeoutMs = durationMs(request.argument('Timeout') ?? 'PT1S');
  const limit = Number(request.argument('MessageLimit') ?? '10');
  if (timeoutMs === null || !(limit >= 1)) throw badArgument('timeout or limit out of range');
  const pulled = await pullPoints.pull(state.camera.code, pullPointId, {
    timeoutMs,
    limit: Math.max(2, Math.min(100, limit)),
    signal,
  });
  if (pulled === null) throw noSubscription();
  return el(
    'tev:PullMessagesResponse',
    ...times(context, pulled.endsMs, 'tev'),
    ...pulled.events.map((event) => notification(context, event)),
  );
}

function notification({ state, roster }: OperationContext, event: CameraEvent): XmlElement {
  const cameraTime = new Date(event.atMs + roster.clockOffsetMs(state)).toISOString();
  const message = elWith(
    'tt:Message',
    { UtcTime: cameraTime, PropertyOperation: event.operation },
    el('tt:Source', elWith('tt:SimpleItem', { Name: 'Source', Value: 'vs0' })),
    el('tt:Data', elWith('tt:SimpleItem', { Name: 'State', Value: String(event.active) })),
  );
  return el(
    'wsnt:NotificationMessage',
    elWith('wsnt:Topic', { Dialect: dialect }, { qname: topics[event.topic] }),
    el('wsnt:Message', message),
  );
}

function times({ state, roster }: OperationContext, endsMs: number, prefix: 'wsnt' | 'tev'): readonly XmlElement[] {
  const offset = roster.clockOffsetMs(state);
  return [
    el(`${prefix}:CurrentTime`, new Date(roster.clockMs(state)).toISOString()),
    el(`${prefix}:TerminationTime`, new Date(endsMs + offset).toISOString()),
  ];
}

/** A duration, or a moment by the camera's clock; null: the usual life. Throws on anything else. */
function terminationMs({ state, roster }: OperationContext, text: string | null): number {
  if (text === null) return normalLifeMs;
  const lifeMs = durationMs(text) ?? Date.parse(text) - roster.clockMs(state);
  if (!(lifeMs > 0)) throw badArgument('the termination time is not in the future');
  return lifeMs;
}

/** xs:duration of days and less, in ms; null where it is none. */
function durationMs(text: string): number | null {
  const match = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,6})?)S)?)?$/u.exec(text);
  if (match === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
