import { ConfigurationError } from '@khue/domain/environment';
import { errorSentence, KhueError } from '@khue/domain/errors';
import { systemFaultSentence } from '@khue/store/tier/systemFault';
import { print, printFailure } from './terminal.ts';

type Command = (parameters: readonly string[]) => Promise<void>;

/** Loaded when asked for: `khue doctor` need not load what `khue start` needs. */
const commands: Readonly<Record<string, { readonly about: string; load(): Promise<Command> }>> = {
  start: {
    about: 'chạy cả hệ thống trên máy này (start the whole system)',
    load: async () => (await import('./commands/startCommand.ts')).startCommand,
  },
  import: {
    about: 'nhập trường, camera, phường xã từ CSV hoặc XLSX (import schools|cameras|units FILE | import mappings)',
    load: async () => (await import('./commands/importCommand.ts')).importCommand,
  },
  gis: {
    about: 'thêm lớp ranh giới (gis add [FOLDER | --from-source [--mirror ADDRESS]])',
    load: async () => (await import('./commands/gisCommand.ts')).gisCommand,
  },
  migrate: {
    about: 'cập nhật cấu trúc cơ sở dữ liệu (migrate up|down)',
    load: async () => (await import('./commands/migrateCommand.ts')).migrateCommand,
  },
  account: {
    about: 'tài khoản: liệt kê, tạo, đặt lại mật khẩu, khoá (account list|create|reset|disable|enable|create-first)',
    load: async () => (await import('./commands/accountCommand.ts')).accountCommand,
  },
  log: {
    about: 'kiểm, xuất nhật ký, đặt thời hạn lưu (log verify|export|key|retention)',
    load: async () => (await import('./commands/logCommand.ts')).logCommand,
  },
  secrets: {
    about: 'xem, đổi, bỏ khoá mã hoá (secrets status|rotate|retire KEYID)',
    load: async () => (await import('./commands/secretsCommand.ts')).secretsCommand,
  },
  doctor: {
    about: 'xem máy này có đủ những gì cần (check this machine)',
    load: async () => (await import('./commands/doctorCommand.ts')).doctorCommand,
  },
};

function usage(): void {
  print('Cách dùng: khue <lệnh>');
  for (const [name, { about }] of Object.entries(commands)) print(`  ${name.padEnd(9)} ${about}`);
}

/** One sentence for whoever sits at the terminal; a stack only for what nobody expected. */
function sentence(error: unknown): string {
  if (error instanceof KhueError) return errorSentence(error.code, error.details, 'vi');
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return error.message;
  const systemFault = systemFaultSentence(error);
  if (systemFault !== undefined) return systemFault;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const [name = '', ...parameters] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  usage();
  if (name !== '' && name !== '--help') process.exitCode = 1;
} else {
  try {
    await (await command.load())(parameters);
  } catch (error) {
    printFailure(sentence(error));
  }
}
