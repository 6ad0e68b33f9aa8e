import type { ImportRun } from '@khue/domain/import';
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type ImportOrder, importsKey, uploadImport } from '../../data/imports.ts';

export interface Upload {
  readonly sending: UseMutationResult<ImportRun, Error, ImportOrder>;
  /** How much of the file is sent, 0..1. */
  readonly share: number;
  readonly cancel: () => void;
}

/** Sends a file to be imported. */
export function useUpload(onStarted: (run: ImportRun, file: File) => void): Upload {
  const queries = useQueryClient();
  const [share, setShare] = useState(0);
  const stopping = useRef<AbortController | null>(null);
  const sending = useMutation({
    mutationFn: (order: ImportOrder) => {
      const controller = new AbortController();
      stopping.current = controller;
      setShare(0);
      return uploadImport(order, setShare, controller.signal);
    },
    onSuccess: (run, { file }) => {
      void queries.invalidateQueries({ queryKey: importsKey });
      onStarted(run, file);
    },
  });
  return { sending, share, cancel: () => stopping.current?.abort() };
}
