import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigurationError } from '@khue/domain/environment';
import type { StartOptions } from '../start/environment.ts';
import { start } from '../start/start.ts';

const wholeNumber = (most: number) => z.coerce.number().int(`phải là số nguyên từ 1 đến ${most}`).min(1).max(most);

const optionsSchema = z.object({
  data: z.string().min(1),
  host: z.string().min(1),
  port: wholeNumber(65_535),
  schools: wholeNumber(10_000),
  cameras: wholeNumber(20_000),
  scenario: z.enum(['calm', 'lively'], 'calm hoặc lively'),
  'no-simulator': z.boolean(),
  'tls-cert': z.string().min(1).optional(),
  'tls-key': z.string().min(1).optional(),
});

/** Absolute paths: tiers run elsewhere. */
function tlsOf(cert: string | undefined, key: string | undefined): StartOptions['tls'] {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) {
    throw new ConfigurationError('Cần cả --tls-cert và --tls-key (tệp PEM), hoặc không tham số nào.');
  }
  const [certFile, keyFile] = [resolve(cert), resolve(key)];
  for (const path of [certFile, keyFile]) {
    if (!existsSync(path)) throw new ConfigurationError(`Không có tệp ${path}.`);
  }
  return { certFile, keyFile };
}

/** `khue start [--data DIR] [--host H] [--port N] [--no-simulator] [--schools N] [--cameras N] [--scenario calm|lively] [--tls-cert FILE --tls-key FILE]` */
export async function startCommand(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      data: { type: 'string', default: process.env['KHUE_DATA'] ?? '.khue' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8080' },
      schools: { type: 'string', default: '24' },
      cameras: { type: 'string', default: '96' },
      scenario: { type: 'string', default: 'lively' },
      'no-simulator': { type: 'boolean', default: false },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
    },
  });
  const parsed = optionsSchema.safeParse(values);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(`Tham số chưa đúng: ${faults.join('; ')}.`);
  }
  const { data, 'no-simulator': withoutSimulator, 'tls-cert': cert, 'tls-key': key, ...rest } = parsed.data;
  await start({ ...rest, simulator: !withoutSimulator, tls: tlsOf(cert, key) }, data);
}
