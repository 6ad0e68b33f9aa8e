import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationError, parseEnvironment } from './environment.ts';

const schema = z.object({ KHUE_KEY: z.string(), KHUE_PORT: z.coerce.number().int().default(8080) });

function missing(): never {
  throw Object.assign(new Error('no such file or directory'), { code: 'ENOENT' });
}

describe('the environment of a tier', () => {
  it('may hold a value in a file, its last newline cut off', () => {
    expect(parseEnvironment(schema, { KHUE_KEY_FILE: 'key' }, () => 'secret\n')).toEqual({
      KHUE_KEY: 'secret',
      KHUE_PORT: 8080,
    });
  });

  it('names the variable whose file cannot be read, beside the other faults, and nothing twice', () => {
    const read = (): unknown => parseEnvironment(schema, { KHUE_KEY_FILE: 'key', KHUE_PORT: 'x' }, missing);
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(
      /fit:\n {2}KHUE_KEY_FILE: the file it names cannot be read \(ENOENT\)\n {2}KHUE_PORT: [^\n]+$/u,
    );
  });

  it('is refused for an unreadable file even where the variable may be absent', () => {
    expect(() => parseEnvironment(schema.partial(), { KHUE_KEY_FILE: 'key' }, missing)).toThrow('KHUE_KEY_FILE');
  });
});
