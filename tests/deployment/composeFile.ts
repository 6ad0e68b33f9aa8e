import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const serviceSchema = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export type ComposeService = z.infer<typeof serviceSchema>;

/** A file of the project as text. */
export function projectFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** docker-compose.yml with its merge keys (`<<`) resolved, as Compose itself reads it. */
export function readComposeYaml(): unknown {
  return parse(projectFile('docker-compose.yml'), { merge: true });
}

export const compose = composeSchema.parse(readComposeYaml());

/** A service by its name; throws where the file has none of that name. */
export function serviceOf(name: string): ComposeService {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

/** A value as Compose hands it on where nobody set the variable: `${NAME:-default}` becomes the default. */
export function withDefaults(value: string): string {
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/gu, '$1');
}
