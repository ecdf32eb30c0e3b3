import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { Problem } from '../api/problem.ts';
import { Gate } from './gate.tsx';

const TRIES = 4;
const MAX_PAUSE_MS = 2_000;

/** What another try may mend is tried again: a region may have been lost between question and answer. */
function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < TRIES && error instanceof Problem && error.retryable && error.status !== 429,
        retryDelay: (failures) => Math.min(300 * 2 ** failures, MAX_PAUSE_MS),
        // Whether this machine is online says nothing about a system that may run on it.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

export function App() {
  const [client] = useState(newClient);
  return (
    <QueryClientProvider client={client}>
      <Router base="/dashboard">
        <Gate />
      </Router>
    </QueryClientProvider>
  );
}
