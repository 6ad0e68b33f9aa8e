import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session, SessionStage } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import type { LogEntry } from '@khue/domain/log';
import { passwordFaults, passwordRules } from '@khue/domain/passwordRules';
import type { Account } from '@khue/store/access';
import type { DatedEntry } from '@khue/store/told';
import type { SignedIn } from '../access/guard.ts';
import { knownBrowserToken, setKnownBrowserCookie } from '../access/knownBrowserCookie.ts';
import { sessionToken, setSessionCookie } from '../access/sessionCookie.ts';
import { isAdministrator, nextStage } from '../access/stages.ts';
import type { DashboardParts } from '../parts.ts';
import { closedEntries, stepEntry } from './signInLog.ts';

/** A session whose signing in is not finished lives so long. */
export const stepLifetimeMs = 10 * 60_000;
/** Browsers keep no cookie longer (RFC 6265bis, 5.5). */
const wallLifetimeMs = 400 * 24 * 3_600_000;
const agentLength = 300;

/** What a step of signing in ends in. */
export interface Progress {
  readonly session: SignedIn;
  readonly answer: Session;
}

/** The rules of the house for sessions: which step comes next, how long it lasts, what is written down. */
export class SignIn {
  readonly #parts: DashboardParts;

  constructor(parts: DashboardParts) {
    this.#parts = parts;
  }

  /** Who is signed in, as the page is told. */
  async describe({ account, stage, locked }: Pick<SignedIn, 'account' | 'stage' | 'locked'>): Promise<Session> {
    const { rights, clock, live } = this.#parts;
    const held = await rights.of(account.id);
    const isFull = stage === 'full' && !locked;
    return {
      accountId: account.id,
      accountName: account.name,
      displayName: account.displayName,
      isWall: account.kind === 'wall',
      stage,
      permissions: isFull ? held.permissions() : [],
      idleLockMs: held.idleLockMs(),
      locked,
      serverNow: clock.now(),
      hasSynthetic: live.inventory.hasSynthetic,
    };
  }

  /** Whether name and password fit, at the price of an attempt; the same words and time whoever is meant. */
  async authenticate(name: string, password: string, request: FastifyRequest): Promise<Account> {
    const { store, attempts } = this.#parts;
    const address = request.ip;
    const account = await attempts.check(name, await this.guesser(request, name), () =>
      store.accounts.authenticate(name, password),
    );
    if (account !== null) return account;
    await this.log(stepEntry({ who: name, action: 'session.refused', result: 'refused', address }));
    throw new KhueError('KHUE_SIGN_IN_REFUSED');
  }

  /** For whom failures are counted beside the account: the browser where the account is known in it, otherwise the address. */
  async guesser(request: FastifyRequest, accountName: string): Promise<string> {
    const { store, config } = this.#parts;
    const token = knownBrowserToken(request, config);
    const known = token === null ? null : await store.accounts.knownBrowser(token, accountName);
    return known === null ? request.ip : `browser ${known}`;
  }

  /** Whether the one who asks knows the password of the session; throws KHUE_PASSWORD_WRONG. */
  async provePassword({ account, sessionId }: SignedIn, password: string, request: FastifyRequest): Promise<void> {
    const { store, attempts } = this.#parts;
    const address = request.ip;
    const facts = await store.accounts.signInFacts(account.id);
    if (facts?.hasPassword === false) throw new KhueError('KHUE_NO_LOCAL_PASSWORD');
    const known = await attempts.check(account.name, await this.guesser(request, account.name), () =>
      store.accounts.authenticate(account.name, password),
    );
    if (known !== null) return;
    const details = { reason: 'password' };
    await this.log(
      stepEntry({ who: account, action: 'session.refused', result: 'refused', address, sessionId, details }),
    );
    throw new KhueError('KHUE_PASSWORD_WRONG');
  }

  /** Opens a session in place of the one the browser had before; `way` is for the log. */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    account: Account,
    way: 'password' | 'identity_provider' | 'wall',
  ): Promise<Progress> {
    const { store, config, clock } = this.#parts;
    const before = await this.#parts.sessions.find(sessionToken(request, config));
    if (before !== null) {
      await this.close(before, request.ip, 'replaced');
    }
    // The identity provider answers for the second factor of those who sign in through it.
    const stage = way === 'password' ? await this.stageOf(account, { secondFactorPassed: false }) : 'full';
    const lifetimeMs = this.#lifetimeOf(account, stage);
    const agent = request.headers['user-agent']?.slice(0, agentLength) ?? null;
    const at = new Date(clock.now());
    const opening = { accountId: account.id, stage, lifetimeMs, address: request.ip, agent, at };
    const step = { who: account, action: 'session.opened', address: request.ip, details: { way, stage } } as const;
    const { sessionId, token } = await store.accounts.openSession(opening, (id) => [
      { entry: stepEntry({ ...step, sessionId: id }), at },
    ]);
    const session: SignedIn = { sessionId, token, account, stage, locked: false };
    setSessionCookie(request, reply, { token, lifetimeMs }, config);
    if (way === 'password' && stage === 'full') await this.#remember(request, reply, account);
    return { session, answer: await this.describe(session) };
  }

  /** The next step, under a new token: whoever saw the old one holds nothing. `entries` are written down with it. */
  async advance(
    request: FastifyRequest,
    reply: FastifyReply,
    session: SignedIn,
    stage: SessionStage,
    entries: readonly LogEntry[] = [],
  ): Promise<Session> {
    const { store, config } = this.#parts;
    const lifetimeMs = this.#lifetimeOf(session.account, stage);
    const token = await store.accounts.advanceSession(session.sessionId, stage, lifetimeMs, () => this.dated(entries));
    if (token === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
    setSessionCookie(request, reply, { token, lifetimeMs }, config);
    if (stage === 'full' && session.stage !== 'full') await this.#remember(request, reply, session.account);
    return this.describe({ ...session, stage, locked: false });
  }

  /** Which step an account has to take next. */
  async stageOf(
    account: Account,
    { secondFactorPassed }: { readonly secondFactorPassed: boolean },
  ): Promise<SessionStage> {
    const { store, rights, clock } = this.#parts;
    const [facts, held] = await Promise.all([store.accounts.signInFacts(account.id), rights.of(account.id)]);
    if (facts === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
    const secondFactorRequired = (await this.requiresSecondFactor(account)) && facts.hasPassword;
    const isAdmin = isAdministrator(held);
    return nextStage({ ...facts, secondFactorPassed, secondFactorRequired, isAdministrator: isAdmin, at: clock.now() });
  }

  /** Whether this installation insists on a second factor that a role of the account asks for. */
  async requiresSecondFactor(account: Pick<Account, 'id'>): Promise<boolean> {
    if (this.#parts.config.secondFactor === 'optional') return false;
    return (await this.#parts.rights.of(account.id)).asksForSecondFactor();
  }

  /** Throws where a password is not fit for an account: one clear sentence about the first thing it lacks. */
  async requireFitPassword(account: Account, password: string): Promise<void> {
    const { store } = this.#parts;
    const facts = await store.accounts.signInFacts(account.id);
    if (facts === null || !facts.hasPassword) throw new KhueError('KHUE_NO_LOCAL_PASSWORD');
    const [first] = passwordFaults(password, { ...account, hasSecondFactor: facts.hasSecondFactor });
    switch (first?.fault) {
      case 'short':
        throw new KhueError('KHUE_PASSWORD_SHORT', { least: first.least });
      case 'classes':
        throw new KhueError('KHUE_PASSWORD_CLASSES');
      case 'name':
        throw new KhueError('KHUE_PASSWORD_HOLDS_NAME');
      case undefined:
        break;
      default:
        first satisfies never;
    }
    const { remembered } = passwordRules;
    if (await store.accounts.wasUsed(account.id, password, remembered)) {
      throw new KhueError('KHUE_PASSWORD_USED_BEFORE', { remembered });
    }
  }

  /** Writes down what has nothing to be written down with. */
  async log(entry: LogEntry): Promise<void> {
    await this.#parts.store.log.append([entry], new Date(this.#parts.clock.now()));
  }

  /** Entries with the present moment. */
  dated(entries: readonly LogEntry[]): readonly DatedEntry[] {
    const at = new Date(this.#parts.clock.now());
    return entries.map((entry) => ({ entry, at }));
  }

  /** Ends one session, and its sockets. */
  async close({ token, sessionId, account }: SignedIn, address: string, reason: string): Promise<void> {
    const { store, sockets } = this.#parts;
    await store.accounts.closeSession(token, () => this.dated(closedEntries(account, [sessionId], address, reason)));
    sockets.closeSession(sessionId);
  }

  /** Ends sessions of an account, and their sockets; gives their number. */
  async closeAll(
    account: Account,
    which: { readonly only: string } | { readonly except: null },
    address: string,
    reason: string,
  ): Promise<number> {
    const { store, sockets } = this.#parts;
    const closed = await store.accounts.closeSessions(account.id, which, (ids) =>
      this.dated(closedEntries(account, ids, address, reason)),
    );
    for (const sessionId of closed) sockets.closeSession(sessionId);
    return closed.length;
  }

  async #remember(request: FastifyRequest, reply: FastifyReply, account: Account): Promise<void> {
    const { store, config, clock } = this.#parts;
    const before = knownBrowserToken(request, config);
    const token = await store.accounts.rememberBrowser(before, account.id, new Date(clock.now()));
    setKnownBrowserCookie(request, reply, token, config);
  }

  #lifetimeOf(account: Account, stage: SessionStage): number {
    if (account.kind === 'wall') return wallLifetimeMs;
    const { sessionLifetimeMs } = this.#parts.config;
    return stage === 'full' ? sessionLifetimeMs : Math.min(stepLifetimeMs, sessionLifetimeMs);
  }
}
