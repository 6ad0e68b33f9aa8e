import { z } from 'zod';

/** Zones a camera may watch. Forbidden places (toilet, changing room, infirmary, rest room) cannot be registered. */
export const cameraZoneSchema = z.enum(['gate_street', 'yard', 'corridor', 'kitchen', 'classroom', 'office']);
export type CameraZone = z.infer<typeof cameraZoneSchema>;

/** Which of a camera's streams is asked for; the small one by default. */
export const streamProfileSchema = z.enum(['main', 'sub']);
export type StreamProfile = z.infer<typeof streamProfileSchema>;

/** A camera of the inventory as it is true at one moment. Its addresses and credentials stay on the server. */
export const cameraSchema = z.object({
  id: z.uuid(),
  /** Unique within the city at any moment, e.g. `MP-THPT-01/C02`. */
  code: z.string().min(1),
  schoolId: z.uuid(),
  name: z.string().min(1),
  zone: cameraZoneSchema,
  /** Compass bearing of the view, degrees clockwise from north. */
  bearing: z.number().min(0).lt(360).nullable(),
  synthetic: z.boolean(),
});
export type Camera = z.infer<typeof cameraSchema>;

/** How to reach a camera: an ONVIF device service, RTSP addresses, or both. URLs carry no credentials. */
export const cameraAddressSchema = z.object({
  /** `http://host:port/onvif/device_service` */
  onvifUrl: z.url({ protocol: /^https?$/u }).nullable(),
  rtspMainUrl: z.url({ protocol: /^rtsp$/u }).nullable(),
  rtspSubUrl: z.url({ protocol: /^rtsp$/u }).nullable(),
});
export type CameraAddress = z.infer<typeof cameraAddressSchema>;

/** Camera account, in clear only inside the gateway and the import. */
export interface CameraCredentials {
  readonly username: string;
  readonly password: string;
}

export const codecSchema = z.enum(['h264', 'h265']);
export type Codec = z.infer<typeof codecSchema>;

/** One stream of a camera, as the camera itself described it (ONVIF profile or SDP). */
export const streamDescriptionSchema = z.object({
  profile: streamProfileSchema,
  /** ONVIF profile token, or null where only RTSP is known. */
  token: z.string().nullable(),
  /** RTSP address without credentials. */
  uri: z.string(),
  codec: codecSchema.nullable(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Frames per second. */
  frameRate: z.number().positive().nullable(),
});
export type StreamDescription = z.infer<typeof streamDescriptionSchema>;

/** What a camera said of itself through ONVIF. Values stay strings: firmware "1.10" is not 1.1. */
export const cameraDescriptionSchema = z.object({
  cameraId: z.uuid(),
  describedAt: z.iso.datetime(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  firmwareVersion: z.string().nullable(),
  serialNumber: z.string().nullable(),
  hardwareId: z.string().nullable(),
  /** Namespaces of GetServices: claims, not behaviour. */
  services: z.array(z.string()),
  streams: z.array(streamDescriptionSchema),
  /** Non-fatal faults met while describing, e.g. `media2: HTTP 500`. */
  remarks: z.array(z.string()),
});
export type CameraDescription = z.infer<typeof cameraDescriptionSchema>;
