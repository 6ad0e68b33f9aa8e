import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { installDebianPackages } from './chromium.ts';

const run = promisify(execFile);

function present(): boolean {
  return spawnSync('ogrinfo', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Makes sure that GDAL's `ogrinfo` can be run; throws a sentence that says what to install. */
export function provisionGdal(): void {
  if (!present()) installDebianPackages(['gdal-bin'], 'GDAL (ogrinfo)');
}

/** What GDAL says of a layer of an OGC API – Features, read with a client's key: a summary, as people read it. */
export async function ogrInfo(ogcUrl: string, key: string, layer: string): Promise<string> {
  const environment = { ...process.env, GDAL_HTTP_HEADERS: `Authorization: Bearer ${key}`, GDAL_HTTP_TIMEOUT: '20' };
  const { stdout } = await run('ogrinfo', ['-ro', '-so', `OAPIF:${ogcUrl}`, layer], {
    env: environment,
    timeout: 60_000,
  });
  return stdout;
}
