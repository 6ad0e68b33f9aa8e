import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { RequestError } from './data/http.ts';
import { startLanguage } from './i18n/language.ts';
import './theme/fonts.ts';
import './theme/tokens.css';
import './theme/base.css';
import './controls/controls.css';
import './controls/page.css';
import './signs/signs.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal does not become an answer by asking again; a broken line may.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof RequestError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});

const place = document.querySelector('#khue');
if (place !== null) {
  await startLanguage();
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
