/** How every question to the server is asked. */
import { QueryClient } from '@tanstack/react-query';
import { RequestError } from './http.ts';

/**
 * The client of all questions and changes. The browser's own word for being without a network stops none of them: the
 * server may stand in the same room, and where it is out of reach that has to be said, not waited for in silence.
 */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        // A refusal does not become an answer by asking again; a broken line may.
        retry: (failures, error) =>
          failures < 2 && !(error instanceof RequestError && error.status >= 400 && error.status < 500),
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
