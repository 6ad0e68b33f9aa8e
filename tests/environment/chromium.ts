import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = [
  process.env['KHUE_TEST_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium or Chrome on this machine, or null. `KHUE_TEST_CHROMIUM` names another one. */
export function findChromium(): string | null {
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Installs Debian packages where this is Debian and we are root; throws a sentence that says what to install otherwise. */
export function installDebianPackages(packages: readonly string[], what: string): void {
  const isDebian = existsSync('/etc/debian_version');
  if (!isDebian || process.getuid?.() !== 0) {
    const how = isDebian
      ? `sudo apt-get install ${packages.join(' ')}`
      : `các gói tương đương với ${packages.join(', ')}`;
    throw new Error(`Thiếu ${what}. Hãy cài: ${how}`);
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env: environment, stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

/** The browser for the whole tests, installed from Debian where it is missing. */
export function provisionChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  installDebianPackages(['chromium'], 'trình duyệt Chromium');
  const installed = findChromium();
  if (installed === null) throw new Error('Đã cài chromium nhưng không tìm thấy. Hãy đặt KHUE_TEST_CHROMIUM.');
  return installed;
}
