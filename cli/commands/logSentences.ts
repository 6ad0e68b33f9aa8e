import { isWhole, type LogVerification } from '@khue/domain/log';

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
