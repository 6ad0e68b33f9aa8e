import { z } from 'zod';
import { type Evidence, registryFactsSchema } from '@khue/domain/audit';
import { readEvidenceText } from '@khue/domain/auditEvidence';
import {
  type AnonymousFacts,
  type HealthFacts,
  type Reading,
  type ReadOutcome,
  type Readings,
  readOutcomes,
  type SampleFacts,
  type TlsFacts,
} from '@khue/domain/auditReadings';
import { codecSchema } from '@khue/domain/camera';
import { OnvifError } from '../onvif/onvifError.ts';
import { parseSoapBody, type XmlNode } from '../onvif/soapReply.ts';
import * as facts from './soapFacts.ts';

const outcomeSchema = z.enum(readOutcomes);

const healthSchema = z.object({ from: z.string(), to: z.string(), knownMs: z.number(), upMs: z.number() });
const sampleSchema = z.object({
  codec: codecSchema.nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  firstKeyFrameMs: z.number().nullable(),
  seconds: z.number(),
  frames: z.number(),
  bytes: z.number(),
  longestKeyFrameS: z.number().nullable(),
});
const tlsSchema = z.object({
  port: z.number(),
  protocol: z.string().nullable(),
  validTo: z.string().nullable(),
  selfSigned: z.boolean().nullable(),
  checkedAt: z.string(),
});

/** One piece of evidence, taken apart. */
interface Piece {
  readonly id: string;
  readonly kind: string;
  readonly outcome: ReadOutcome;
  readonly head: ReadonlyMap<string, string>;
  readonly answer: string;
}

function pieceOf({ id, kind, body }: Pick<Evidence, 'id' | 'kind' | 'body'>): Piece {
  const { head, answer } = readEvidenceText(body);
  const outcome = outcomeSchema.safeParse(head.get('outcome'));
  return { id, kind, outcome: outcome.success ? outcome.data : 'bad_reply', head, answer };
}

function readingOf<Facts>(piece: Piece, read: (piece: Piece) => Facts | null): Reading<Facts> {
  const found = piece.outcome === 'answered' ? read(piece) : null;
  return { evidenceIds: [piece.id], outcome: piece.outcome, facts: found };
}

function jsonOf<Schema extends z.ZodType>(schema: Schema): (piece: Piece) => z.infer<Schema> | null {
  return ({ answer }) => {
    try {
      const parsed = schema.safeParse(JSON.parse(answer));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  };
}

/** The response element of a SOAP answer; null where it is none. */
function soapOf<Facts>(read: (response: XmlNode, piece: Piece) => Facts | null): (piece: Piece) => Facts | null {
  return (piece) => {
    try {
      const body = parseSoapBody(piece.answer);
      const name = Object.keys(body).find((key) => key.endsWith('Response'));
      if (name === undefined) return null;
      // One without content is parsed to a text.
      const response = body[name];
      return read(facts.isNode(response) ? response : {}, piece);
    } catch (error) {
      if (!(error instanceof OnvifError)) throw error;
      return null;
    }
  };
}

function durationOf({ head }: Piece): number {
  return Number(head.get('answeredAtMs')) - Number(head.get('askedAtMs'));
}

function middleOf({ head }: Piece): number {
  return (Number(head.get('answeredAtMs')) + Number(head.get('askedAtMs'))) / 2;
}

function anonymousOf(piece: Piece): Reading<AnonymousFacts> {
  const way = z.enum(['onvif', 'rtsp', 'snapshot']).parse(piece.kind.slice('anonymous.'.length));
  const challenges = (piece.head.get('challenges') ?? '').split(' | ').filter((challenge) => challenge !== '');
  const result = piece.outcome === 'answered' ? 'accepted' : piece.outcome === 'unauthorised' ? 'refused' : null;
  return {
    evidenceIds: [piece.id],
    outcome: piece.outcome,
    facts: result === null ? null : { way, result, challenges },
  };
}

/** Stream and description are two pieces: whether there is sound stands in the description. */
function sampleOf(sample: Piece | undefined, described: Piece | undefined): Reading<SampleFacts> | null {
  const piece = sample ?? described;
  if (piece === undefined) return null;
  const read = sample === undefined ? null : readingOf(sample, jsonOf(sampleSchema)).facts;
  const isDescribed = described?.outcome === 'answered';
  const hasAudio = isDescribed ? facts.offersAudio(described.answer) : null;
  return {
    evidenceIds: [...(described === undefined ? [] : [described.id]), ...(sample === undefined ? [] : [sample.id])],
    outcome: piece.outcome,
    facts: read === null ? null : { ...read, hasAudio },
  };
}

/**
 * What evidence says. The same evidence always says the same: nothing but its text is looked at. Questions that could not
 * follow, because nobody answered or the account was refused, say so with the evidence of that.
 */
export function readEvidence(evidence: readonly Pick<Evidence, 'id' | 'kind' | 'body'>[]): Readings {
  // In one order, however they were kept.
  const pieces = evidence.map(pieceOf).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  const find = (...kinds: readonly string[]) => {
    const found = pieces.filter(({ kind }) => kinds.includes(kind));
    return found.find(({ outcome }) => outcome === 'answered') ?? found[0];
  };
  const clockPiece = find('onvif.device.GetSystemDateAndTime');
  const devicePiece = find('onvif.device.GetDeviceInformation');
  const stand = [clockPiece, devicePiece].find(
    (piece) => piece !== undefined && ['no_answer', 'address_refused', 'unauthorised'].includes(piece.outcome),
  );
  const standIn = (): Reading<never> | null =>
    stand === undefined ? null : { evidenceIds: [stand.id], outcome: stand.outcome, facts: null };
  function soap<Facts>(kinds: readonly string[], read: (response: XmlNode, piece: Piece) => Facts | null) {
    const piece = find(...kinds);
    return piece === undefined ? standIn() : readingOf(piece, soapOf(read));
  }
  function json<Schema extends z.ZodType>(kind: string, schema: Schema): Reading<z.infer<Schema>> | null {
    const piece = find(kind);
    return piece === undefined ? null : readingOf(piece, jsonOf(schema));
  }
  const tls: Reading<TlsFacts> | null = json('tls.handshake', tlsSchema);
  const health: Reading<HealthFacts> | null = json('health', healthSchema);
  const anonymous = pieces.filter(({ kind }) => kind.startsWith('anonymous.')).map(anonymousOf);
  const stream = sampleOf(find('rtp.sample'), find('rtsp.describe')) ?? streamStandIn(find('anonymous.rtsp'), stand);
  return {
    registry: json('registry', registryFactsSchema),
    health,
    clock:
      clockPiece === undefined
        ? null
        : readingOf(
            clockPiece,
            soapOf((response, piece) => facts.clockFacts(response, middleOf(piece), durationOf(piece))),
          ),
    services: soap(['onvif.device.GetServices'], (response, piece) =>
      facts.serviceFacts(response, durationOf(piece), piece.head.get('over') === 'http'),
    ),
    device: soap(['onvif.device.GetDeviceInformation'], facts.deviceFacts),
    scopes: soap(['onvif.device.GetScopes'], facts.scopeItems),
    hostname: soap(['onvif.device.GetHostname'], facts.hostName),
    overlay: soap(['onvif.media2.GetOSDs', 'onvif.media1.GetOSDs'], facts.overlayFacts),
    ntp: soap(['onvif.device.GetNTP'], facts.ntpFacts),
    protocols: soap(['onvif.device.GetNetworkProtocols'], facts.protocolFacts),
    imaging: soap(['onvif.imaging.GetImagingSettings'], facts.imagingFacts),
    profiles: soap(['onvif.media2.GetProfiles', 'onvif.media1.GetProfiles'], facts.profileFacts),
    snapshotAddress: soap(['onvif.media2.GetSnapshotUri', 'onvif.media1.GetSnapshotUri'], facts.tellsAddress),
    sample: stream,
    anonymous,
    tls: tls ?? standIn(),
  };
}

/** The stream was not asked for with the account: nobody answered there, or the account was refused before. */
function streamStandIn(asked: Piece | undefined, stand: Piece | undefined): Reading<SampleFacts> | null {
  if (asked?.outcome === 'no_answer' || asked?.outcome === 'address_refused') {
    return { evidenceIds: [asked.id], outcome: asked.outcome, facts: null };
  }
  return stand?.outcome === 'unauthorised' ? { evidenceIds: [stand.id], outcome: 'unauthorised', facts: null } : null;
}
