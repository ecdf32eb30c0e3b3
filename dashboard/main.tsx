import './design/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { keepToken } from './app/token.ts';
import { applyKeptTheme } from './design/theme.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root');
keepToken();
applyKeptTheme();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
