import type { Submission } from '@khue/domain/statistics';
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { handInSheet, type SheetChoice, sheetsKey } from '../../data/statisticsSheets.ts';

interface Order {
  readonly choice: SheetChoice;
  readonly file: File;
}

interface HandingIn {
  readonly sending: UseMutationResult<Submission, Error, Order>;
  /** How much of the file is sent, 0..1. */
  readonly share: number;
  readonly cancel: () => void;
}

/** Hands a sheet in. */
export function useHandIn(onHandedIn: (submission: Submission) => void): HandingIn {
  const queries = useQueryClient();
  const [share, setShare] = useState(0);
  const stopping = useRef<AbortController | null>(null);
  const sending = useMutation({
    mutationFn: ({ choice, file }: Order) => {
      const controller = new AbortController();
      stopping.current = controller;
      setShare(0);
      return handInSheet(choice, file, setShare, controller.signal);
    },
    onSuccess: (submission) => {
      void queries.invalidateQueries({ queryKey: sheetsKey });
      onHandedIn(submission);
    },
  });
  return { sending, share, cancel: () => stopping.current?.abort() };
}
