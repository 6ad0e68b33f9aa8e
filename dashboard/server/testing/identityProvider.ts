import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** A person the provider knows: subject is the account's name. */
export interface KnownPerson {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A real OpenID provider on loopback, which lets its people in by their name alone. */
export interface TestIdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in next. */
  person: { subject: string } & KnownPerson;
  /** Goes where the product sent the browser, signs the person in, and gives the address the browser is sent back to. */
  signIn(authorizationUrl: string): Promise<URL>;
  stop(): Promise<void>;
}

/** Follows redirects within the provider with the cookies it sets; stops where it leaves. */
async function follow(start: URL, origin: string): Promise<URL> {
  const jar = new Map<string, string>();
  let url = start;
  for (let hop = 0; hop < 12; hop += 1) {
    if (url.origin !== origin) return url;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    await answer.arrayBuffer();
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`the provider answered ${answer.status} at ${url.pathname}`);
    url = new URL(next, url);
  }
  throw new Error('the provider sends the browser in circles');
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address() satisfies AddressInfo | string | null;
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Starts a provider that sends browsers back to `redirectUri`. */
export async function startIdentityProvider(redirectUri: string): Promise<TestIdentityProvider> {
  const server = createServer();
  const issuer = await listen(server);
  const client = { clientId: 'khue', clientSecret: 'only-for-this-test-only-for-this-test' };
  const running: TestIdentityProvider = {
    issuer,
    ...client,
    person: { subject: 'p-1', name: 'Nguyễn Thị Lan', groups: [] },
    signIn: async (authorizationUrl) => follow(new URL(authorizationUrl), issuer),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['only for this test'] },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({
        sub: subject,
        name: running.person.name,
        preferred_username: subject,
        groups: [...running.person.groups],
      }),
    }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) {
      void answer(request, response);
      return;
    }
    const grant = async (): Promise<void> => {
      const { params, prompt, session } = await provider.interactionDetails(request, response);
      const accountId = session?.accountId ?? running.person.subject;
      const consent = new provider.Grant({ accountId, clientId: String(params['client_id']) });
      consent.addOIDCScope(String(params['scope']));
      const grantId = await consent.save();
      const result = prompt.name === 'login' ? { login: { accountId } } : { consent: { grantId } };
      await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    };
    grant().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  return running;
}
