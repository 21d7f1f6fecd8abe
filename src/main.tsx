import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ensure } from './base/assert';
import { App } from './app/App';

createRoot(ensure(document.getElementById('root'), 'element #root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// Offline use. A new version takes over when the last tab is closed, so it never reloads a running simulation. Tests drive the page without it.
const isTest = new URLSearchParams(location.search).get('test') === '1';
if (import.meta.env.PROD && !isTest && 'serviceWorker' in navigator) {
  // A browser may refuse (private window, plain http): the page works without it.
  navigator.serviceWorker.register('./sw.js').catch(() => undefined);
}
