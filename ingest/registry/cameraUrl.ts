import type { CameraCredentials } from '@khue/domain/camera';

/** An address without account, and the account that stood in it. */
export interface CameraUrl {
  readonly url: string;
  readonly credentials: CameraCredentials | null;
}

const tellingParameter = /(?:^|[^a-z])(?:user(?:name)?|pass(?:word|wd)?|pwd|auth|token)=[^&/;#]+/iu;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Reads an address of a camera. `malformed`: not an address of these protocols; `secret_parameter`: it carries an
 * account where it cannot be taken out without breaking it: among its parameters, or torn by an unescaped character.
 */
export function readCameraUrl(
  text: string,
  protocols: readonly string[],
): CameraUrl | 'malformed' | 'secret_parameter' {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'malformed';
  }
  if (!protocols.includes(url.protocol) || url.hostname === '' || /\s/u.test(text)) return 'malformed';
  const rest = `${url.pathname}${url.search}${url.hash}`;
  // An unescaped `/`, `?` or `#` in a password moves its end, with the `@`, behind what reads as the host.
  if (tellingParameter.test(rest) || rest.includes('@')) return 'secret_parameter';
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const credentials =
    username === '' && password === '' ? null : { username: decoded(username), password: decoded(password) };
  return { url: url.href, credentials };
}
