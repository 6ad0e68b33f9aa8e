import type { z } from 'zod';

/** Thrown where the environment does not fit; the message names every faulty variable and its rule, never its value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a tier's configuration out of the environment. For every variable `X` of the schema, `X_FILE` may name a file
 * that holds the value (secrets); a trailing newline is cut off. A file that cannot be read is a fault of its own.
 */
export function parseEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment,
  readFile: (path: string) => string,
): z.infer<z.ZodObject<Shape>> {
  const values: Record<string, string> = {};
  const unreadable = new Map<string, string>();
  for (const name of Object.keys(schema.shape)) {
    const path = environment[`${name}_FILE`];
    let value = environment[name];
    if (path !== undefined) {
      try {
        value = readFile(path).replace(/\r?\n$/u, '');
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        unreadable.set(name, `  ${name}_FILE: the file it names cannot be read${code}`);
      }
    }
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (parsed.success && unreadable.size === 0) return parsed.data;
  const misfits = (parsed.error?.issues ?? [])
    .filter(({ path }) => !unreadable.has(String(path[0])))
    .map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  const faults = [...unreadable.values(), ...misfits];
  throw new ConfigurationError(`The configuration does not fit:\n${faults.join('\n')}`);
}
