import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { createQueries } from './data/createQueries.ts';
import { startLanguage } from './i18n/language.ts';
import './theme/fonts.ts';
import './theme/tokens.css';
import './theme/base.css';
import './controls/controls.css';
import './controls/page.css';
import './signs/signs.css';

const queries = createQueries();

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
