import type { Locale } from './errors.ts';
import type { LogFault } from './log.ts';

function vietnamese(fault: LogFault): string {
  switch (fault.kind) {
    case 'changed':
      return `Dòng ${fault.number} đã bị sửa: nội dung không khớp mã băm (hoặc dòng ngay trước nó bị sửa cùng mã băm).`;
    case 'missing':
      return fault.from === fault.to
        ? `Dòng ${fault.from} không còn.`
        : `Các dòng ${fault.from} đến ${fault.to} không còn.`;
    case 'reordered':
      return `Dòng ${fault.number} và dòng ${fault.other} đã bị đổi chỗ.`;
    case 'tail_cut':
      return `Cuối nhật ký bị cắt: còn đến dòng ${fault.number}, đã từng có đến dòng ${fault.expected}.`;
    case 'rewritten':
      return `Các dòng ${fault.after + 1} đến ${fault.number} đã bị viết lại: không khớp mốc ngày ${fault.day}.`;
    case 'anchor_false':
      return `Mốc ngày ${fault.day} sai chữ ký hoặc khác mốc lưu bên ngoài.`;
    case 'anchor_missing':
      return `Mốc ngày ${fault.day} không còn trong cơ sở dữ liệu.`;
    case 'beginning_cut':
      return `Các dòng trước dòng ${fault.number} đã mất mà nhật ký không ghi là hết hạn lưu.`;
    default:
      return fault satisfies never;
  }
}

function english(fault: LogFault): string {
  switch (fault.kind) {
    case 'changed':
      return `Row ${fault.number} was changed: it does not fit its hash (or the row before was changed with its hash).`;
    case 'missing':
      return fault.from === fault.to ? `Row ${fault.from} is gone.` : `Rows ${fault.from} to ${fault.to} are gone.`;
    case 'reordered':
      return `Rows ${fault.number} and ${fault.other} were swapped.`;
    case 'tail_cut':
      return `The end was cut off: there are rows up to ${fault.number}, there were rows up to ${fault.expected}.`;
    case 'rewritten':
      return `Rows ${fault.after + 1} to ${fault.number} were written anew: they do not fit the anchor of ${fault.day}.`;
    case 'anchor_false':
      return `The anchor of ${fault.day} is not signed rightly, or differs from the one kept outside.`;
    case 'anchor_missing':
      return `The anchor of ${fault.day} is gone from the database.`;
    case 'beginning_cut':
      return `Rows before ${fault.number} are gone, and the log does not say that they expired.`;
    default:
      return fault satisfies never;
  }
}

/** What is wrong with the log, in one line: for a terminal and for the page. */
export function faultSentence(fault: LogFault, locale: Locale): string {
  return locale === 'vi' ? vietnamese(fault) : english(fault);
}
