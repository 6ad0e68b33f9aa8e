import { parseArgs } from 'node:util';
import { accountStateWords } from '@khue/domain/accessWords';
import { accountNameSchema } from '@khue/domain/administration';
import { systemClock } from '@khue/domain/clock';
import { ConfigurationError } from '@khue/domain/environment';
import type { LogEntry } from '@khue/domain/log';
import { cleanText } from '@khue/domain/text';
import type { Account } from '@khue/store/access';
import type { AccountState } from '@khue/store/administration';
import type { Store } from '@khue/store/store';
import type { DatedEntry } from '@khue/store/told';
import { accountCreated, firstAccount } from '../start/firstAccount.ts';
import { print, style } from '../terminal.ts';
import { defaultDataDir, withStore } from './database.ts';

const usage = `Cách dùng: khue account list
  khue account create TÊN HỌ-TÊN [--role VAI-TRÒ] [--client]
  khue account reset TÊN · khue account disable TÊN · khue account enable TÊN
  khue account create-first`;

/** What an action was asked with. */
interface Order {
  readonly name: string;
  readonly displayName: string;
  readonly role: string | undefined;
  readonly client: boolean;
}

/** What the log is told of a change made here. */
function changed(
  action: LogEntry['action'],
  { id, name }: Account,
  details: LogEntry['details'] = {},
): readonly DatedEntry[] {
  const from = { actorId: null, actorName: 'khue account', address: null, sessionId: null } as const;
  const object = { kind: 'account', id, name };
  return [{ entry: { ...from, action, object, result: 'done', details }, at: new Date(systemClock.now()) }];
}

function showPassword(name: string, password: string): void {
  print(`Tài khoản    ${style.strong(name)}   mật khẩu ${style.strong(password)}`);
  print(style.muted('Mật khẩu chỉ hiện một lần này. Hãy ghi lại ngay.'));
}

async function accountNamed(store: Store, name: string): Promise<AccountState> {
  const state = await store.accounts.accountNamed(name);
  if (state === null) throw new ConfigurationError(`Không có tài khoản “${name}”. Xem danh sách: khue account list`);
  return state;
}

function stateOf({ disabledAt, mustChangePassword }: AccountState): string {
  const { enabled, disabled, mustChange } = accountStateWords.vi;
  if (disabledAt !== null) return disabled;
  return mustChangePassword ? mustChange : enabled;
}

async function list(store: Store): Promise<void> {
  for (const state of await store.accounts.accountStates()) {
    const { account, lastSignInAt } = state;
    const last = lastSignInAt === null ? 'chưa đăng nhập' : `đăng nhập lần cuối ${lastSignInAt.toISOString()}`;
    print(`${account.name.padEnd(24)} ${stateOf(state).padEnd(18)} ${account.displayName}   ${style.muted(last)}`);
  }
}

/** With `--role` the account holds that role for the whole city without an end: the way back in when nobody administers. */
async function create(store: Store, { name, displayName, role, client }: Order): Promise<void> {
  if (!accountNameSchema.safeParse(name).success) {
    throw new ConfigurationError('Tên đăng nhập cần 2 đến 40 ký tự: chữ thường không dấu, chữ số, dấu . - _');
  }
  if (displayName === '') throw new ConfigurationError(usage);
  const roles = (await store.access.roles()).map((known) => known.name);
  if (role !== undefined && !roles.includes(role)) {
    throw new ConfigurationError(`Không có vai trò “${role}”. Các vai trò: ${roles.join(', ')}`);
  }
  const at = systemClock.now();
  const kind = client ? 'client' : 'person';
  const whole = { scopeId: null, relation: 'territorial', zones: null, validFrom: at, validTo: null } as const;
  const grant = role === undefined ? {} : { grant: { ...whole, role } };
  const wish = { name, displayName, kind, ...grant } as const;
  const { password } = await store.accounts.createAccount(wish, new Date(at), ({ account, grantId }) => [
    ...changed('account.created', account, { displayName, kind }),
    ...(role === undefined ? [] : changed('grant.added', account, { grantId, role, scopeId: null })),
  ]);
  showPassword(name, password);
}

async function reset(store: Store, { name }: Order): Promise<void> {
  const { account } = await accountNamed(store, name);
  const password = await store.accounts.resetPassword(account.id, new Date(systemClock.now()), () =>
    changed('account.password_reset', account),
  );
  if (password === null) throw new ConfigurationError(`Tài khoản “${name}” đăng nhập qua hệ thống định danh.`);
  showPassword(name, password);
}

async function disable(store: Store, { name }: Order): Promise<void> {
  const { account } = await accountNamed(store, name);
  const done = await store.accounts.disableAccount(account.id, new Date(systemClock.now()), ({ sessionIds }) =>
    changed('account.disabled', account, { sessionsEnded: sessionIds.length }),
  );
  if (done === null) throw new ConfigurationError(`Tài khoản “${name}” đã khoá từ trước.`);
  print(`Đã khoá tài khoản ${style.strong(name)}, kết thúc ${done.sessionIds.length} phiên.`);
}

async function enable(store: Store, { name }: Order): Promise<void> {
  const { account } = await accountNamed(store, name);
  const enabled = await store.accounts.enableAccount(account.id, () => changed('account.enabled', account));
  if (enabled === null) throw new ConfigurationError(`Tài khoản “${name}” không bị khoá.`);
  print(`Đã mở khoá tài khoản ${style.strong(name)}.`);
}

/** Makes the first account of an installation whose tiers run apart; `khue start` makes it by itself. */
async function createFirst(store: Store): Promise<void> {
  const { name, displayName } = firstAccount;
  const made = await store.accounts.createFirst(name, displayName, accountCreated('khue account create-first'));
  if (made === null) throw new ConfigurationError('Đã có tài khoản rồi, không tạo thêm và không đổi mật khẩu.');
  showPassword(made.account.name, made.password);
}

const actions: Readonly<
  Record<string, { readonly needsName: boolean; run(store: Store, order: Order): Promise<void> }>
> = {
  list: { needsName: false, run: list },
  create: { needsName: true, run: create },
  reset: { needsName: true, run: reset },
  disable: { needsName: true, run: disable },
  enable: { needsName: true, run: enable },
  'create-first': { needsName: false, run: createFirst },
};

/**
 * `khue account list|create|reset|disable|enable|create-first [--data DIR]`: accounts from the terminal of the machine,
 * for whoever may read its data folder; every change stands in the log. Passwords are printed this once.
 */
export async function accountCommand(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: defaultDataDir },
      role: { type: 'string' },
      client: { type: 'boolean', default: false },
    },
  });
  const [verb = '', name = '', ...words] = positionals;
  const action = actions[verb];
  if (action === undefined || (action.needsName && name === '')) throw new ConfigurationError(usage);
  const order = { name, displayName: cleanText(words.join(' ')), role: values.role, client: values.client };
  await withStore(values.data, (store) => action.run(store, order));
}
