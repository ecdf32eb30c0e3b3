import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { read, signIn, signOut } from './client.ts';
import type { Role, Session } from './types.ts';

const RANK: Readonly<Record<Role, number>> = { viewer: 0, support: 1, operator: 2 };
const KEY = ['session'] as const;

export function useSessionQuery() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => read<Session>('session', signal),
    staleTime: 60_000,
  });
}

/** Who is signed in; only inside the signed-in part of the page. */
export function useSession() {
  const { data } = useSessionQuery();
  const role = data?.user?.role;
  return {
    session: data,
    local: data?.local ?? false,
    may: (needed: Role) => role !== undefined && RANK[role] >= RANK[needed],
  };
}

export function useSignIn() {
  const client = useQueryClient();
  return useCallback(
    async (token: string) => {
      await signIn(token);
      await client.invalidateQueries({ queryKey: KEY });
    },
    [client],
  );
}

export function useSignOut() {
  return useMutation({ mutationFn: signOut, onSuccess: useRecheckSession() });
}

/** Drops whatever was read in a session that is over: who signs in next may see less. */
export function useForget() {
  const client = useQueryClient();
  return useCallback(
    () => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] }),
    [client],
  );
}

/** Asks again who is signed in, as when a request was refused with 401. */
export function useRecheckSession() {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: KEY }), [client]);
}
