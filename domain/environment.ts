import type { z } from 'zod';

/** Thrown where the environment does not fit; the message names every faulty variable and its rule, never its value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a tier's configuration out of the environment. For every variable `X` of the schema, `X_FILE` may name a file
 * that holds the value (secrets); a trailing newline is cut off.
 */
export function parseEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment,
  readFile: (path: string) => string,
): z.infer<z.ZodObject<Shape>> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const path = environment[`${name}_FILE`];
    const value = path === undefined ? environment[name] : readFile(path).replace(/\r?\n$/u, '');
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigurationError(`The configuration does not fit:\n${faults.join('\n')}`);
}
