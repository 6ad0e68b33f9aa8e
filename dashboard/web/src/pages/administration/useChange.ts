import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { administrationKey } from '../../data/administration.ts';

/** A change of this page: whatever it ends in, every part of the page is asked for again. */
export function useChange<Input, Result>(
  send: (input: Input) => Promise<Result>,
): UseMutationResult<Result, Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: async () => queries.invalidateQueries({ queryKey: administrationKey }),
  });
}
