/** What the dashboard's HTTP API takes and gives. Used by the server (validation, OpenAPI) and by the web client alike. */
import { z } from 'zod';
import { permissionSchema } from './access.ts';
import { cameraDescriptionSchema, cameraSchema, streamProfileSchema } from './camera.ts';
import { cameraStatusSchema } from './cameraStatus.ts';
import { importKindSchema, importRunSchema } from './import.ts';
import { importHeadSchema, importMappingSchema, mappingNameSchema, namedMappingSchema } from './importMapping.ts';
import { purposeSchema } from './privacy.ts';
import { schoolSchema } from './school.ts';
import { tierStatusSchema } from './tier.ts';
import { exportSecondsSchema, ticketKindSchema } from './video.ts';

/** Body of every answer that is not 2xx. */
export const errorBodySchema = z.object({
  code: z.string(),
  /** Sentence in the language of `Accept-Language` (vi unless en is asked for). */
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** POST /api/session */
export const signInSchema = z.object({ name: z.string().min(1).max(200), password: z.string().min(1).max(1_000) });

/**
 * What a session is good for. `full`: everything its account may do. Before that only the step that is named:
 * `second_factor` a code, `change_password` a new password, `set_up_second_factor` enrolling a second factor.
 */
export const sessionStageSchema = z.enum(['second_factor', 'change_password', 'set_up_second_factor', 'full']);
export type SessionStage = z.infer<typeof sessionStageSchema>;

/** GET /api/session, and the answer to every step of signing in. */
export const sessionSchema = z.object({
  accountId: z.uuid(),
  accountName: z.string(),
  displayName: z.string(),
  /** A wall display: shows, and changes nothing. */
  isWall: z.boolean(),
  stage: sessionStageSchema,
  /** Held anywhere at this moment; none before the session is full. What is not among them is not offered. */
  permissions: z.array(permissionSchema),
  /** Without a hand on mouse or keyboard for so long, the session locks itself; null: never. */
  idleLockMs: z.int().nullable(),
  /** Answers nothing but its own unlocking and signing out. */
  locked: z.boolean(),
  /** Server time, ms since the epoch: the clock in the top bar follows it. */
  serverNow: z.number(),
  /** Some of what this installation holds is synthetic: screens say "Dữ liệu mô phỏng". */
  hasSynthetic: z.boolean(),
});
export type Session = z.infer<typeof sessionSchema>;

/** GET /api/schools: every school with a position or without, in one list. `asOf` (ISO date-time) optional. */
export const schoolListItemSchema = schoolSchema.extend({
  wardName: z.string().nullable(),
  cameraCount: z.int().nonnegative(),
});
export type SchoolListItem = z.infer<typeof schoolListItemSchema>;
export const schoolListSchema = z.object({ schools: z.array(schoolListItemSchema), asOf: z.iso.datetime() });

/** GET /api/live/index: positions of the live feed. `cameras[i]` is the id at position i, `schools[i]` its school's id. */
export const liveIndexSchema = z.object({
  version: z.int().nonnegative(),
  cameras: z.array(z.uuid()),
  schools: z.array(z.uuid()),
});
export type LiveIndex = z.infer<typeof liveIndexSchema>;

/** GET /api/schools/:id: a school with its cameras, their last status and their own description. No addresses. */
export const schoolCameraSchema = cameraSchema.extend({
  /** Its zone is kept closed, and no approval opens it now: there is no picture to ask for. */
  closed: z.boolean(),
  status: cameraStatusSchema.nullable(),
  description: cameraDescriptionSchema.omit({ streams: true }).nullable(),
  streams: z.array(
    z.object({
      profile: streamProfileSchema,
      codec: z.string().nullable(),
      width: z.number().nullable(),
      height: z.number().nullable(),
      frameRate: z.number().nullable(),
    }),
  ),
});
export type SchoolCamera = z.infer<typeof schoolCameraSchema>;
export const schoolDetailSchema = z.object({ school: schoolListItemSchema, cameras: z.array(schoolCameraSchema) });
export type SchoolDetail = z.infer<typeof schoolDetailSchema>;

/** GET /api/cameras/:id/history?hours=24: states over time, oldest first; the first entry starts at or before `from`. */
export const cameraHistorySchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  spans: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime(), state: z.string() })),
  /** Share of the known time in which the camera was online or degraded, 0..1; null where nothing is known. */
  availability: z.number().min(0).max(1).nullable(),
});
export type CameraHistory = z.infer<typeof cameraHistorySchema>;

/** GET /api/tickets/purposes: what may be chosen. */
export const purposeListSchema = z.object({ purposes: z.array(purposeSchema) });

/** POST /api/tickets */
export const ticketRequestSchema = z.object({
  cameraId: z.uuid(),
  profile: streamProfileSchema,
  kind: ticketKindSchema.default('live'),
  /** How long the file becomes; of the kind `export`, which needs it. */
  seconds: exportSecondsSchema.optional(),
  /** One of the list; a wall display has one of its own. */
  purposeId: z.uuid().optional(),
  /** Where the purpose asks for it, e.g. the number of a paper. */
  note: z.string().max(200).optional(),
});
export const ticketAnswerSchema = z.object({ ticket: z.string(), expiresAt: z.iso.datetime() });

/**
 * POST /api/imports?kind=&mapping= (multipart, field `file`), GET /api/imports, GET /api/imports/:id;
 * /api/imports/:id/report.csv is the report, /api/imports/:id/head the header row of a file that was not understood.
 */
export const importListSchema = z.object({ runs: z.array(importRunSchema) });
/** `mapping`: name of the column mapping to read the file by; a new name is given to the mapping that is found. */
export const importQuerySchema = z.object({ kind: importKindSchema, mapping: mappingNameSchema.optional() });
export type ImportQuery = z.infer<typeof importQuerySchema>;
export { importHeadSchema, importRunSchema };

/** GET /api/import-mappings?kind= */
export const importMappingQuerySchema = z.object({ kind: importKindSchema.optional() });
export const importMappingListSchema = z.object({ mappings: z.array(namedMappingSchema) });
/** POST /api/import-mappings */
export const newImportMappingSchema = importMappingSchema.extend({ name: mappingNameSchema });

/** GET /api/layers: which outlines the map may draw. */
export const layersSchema = z.object({
  wards: z.object({
    kind: z.enum(['outline', 'approximate']),
    url: z.string(),
    attribution: z.string(),
    version: z.string(),
  }),
  base: z.object({ url: z.string(), attribution: z.string(), version: z.string() }),
});
export type Layers = z.infer<typeof layersSchema>;

/** GET /healthz: 200 once every expected tier is up, 503 before. Strangers may ask it: no version, figure or remark. */
export const healthSchema = z.object({
  ok: z.boolean(),
  tiers: z.array(tierStatusSchema.pick({ tier: true, state: true })),
});
export type Health = z.infer<typeof healthSchema>;
/** GET /api/state */
export const systemStateSchema = z.object({
  ok: z.boolean(),
  tiers: z.array(tierStatusSchema),
  database: z.object({ version: z.string(), edition: z.enum(['postgresql', 'apache', 'community']) }),
  /** Camera samples stored in each of the last 60 minutes, oldest first. */
  samplesPerMinute: z.array(z.object({ at: z.iso.datetime(), samples: z.int().nonnegative() })),
});
export type SystemState = z.infer<typeof systemStateSchema>;
