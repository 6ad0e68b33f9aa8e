import { isWhole, type LogFault, type LogVerification } from '@khue/domain/log';

/** What is wrong, in one line for a terminal. */
export function faultSentence(fault: LogFault): string {
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

/** What a verification comes to. */
export function verdict(
  { faults, unknownKeys }: Pick<LogVerification, 'faults' | 'unknownKeys'>,
  keysAtHand: number,
): { readonly isGood: boolean; readonly sentence: string } {
  if (faults.length > 0) return { isGood: false, sentence: '× Nhật ký không còn như khi được ghi.' };
  if (!isWhole({ faults, unknownKeys, keysAtHand }))
    return { isGood: false, sentence: '× Chưa kết luận được: có mốc không do khoá đã biết ký.' };
  return { isGood: true, sentence: '✓ Nhật ký nguyên vẹn.' };
}
