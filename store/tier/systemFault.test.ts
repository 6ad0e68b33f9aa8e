import { describe, expect, it } from 'vitest';
import { systemFaultSentence } from './systemFault.ts';

function fault(code: string, path?: string): Error {
  return Object.assign(new Error(code), { code, ...(path === undefined ? {} : { path }) });
}

describe('a fault of the file system', () => {
  it.each([
    ['ENOSPC', 'Đĩa đầy'],
    ['EACCES', 'Không có quyền với /data/x'],
    ['EROFS', 'Đĩa chỉ cho đọc'],
    ['ENOTDIR', 'không phải thư mục'],
  ])('%s is one sentence', (code, words) => {
    expect(systemFaultSentence(fault(code, '/data/x'))).toContain(words);
  });

  it('is found below the error that a driver made of it, also where the database tells it', () => {
    expect(systemFaultSentence(new Error('migration failed', { cause: fault('53100') }))).toContain('Đĩa đầy');
  });

  it('is not seen in a refused port or in a bug', () => {
    expect(systemFaultSentence(fault('EACCES'))).toBeUndefined();
    expect(systemFaultSentence(new TypeError('x is undefined'))).toBeUndefined();
  });
});
