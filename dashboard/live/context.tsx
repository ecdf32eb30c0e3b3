import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from 'react';
import { useRecheckSession } from '../api/session.ts';
import { LiveStream } from './stream.ts';

const Context = createContext<LiveStream | undefined>(undefined);

/** One stream for all pages. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const recheck = useRecheckSession();
  const [stream] = useState(() => new LiveStream(() => void recheck()));
  return <Context value={stream}>{children}</Context>;
}

export function useLive() {
  const stream = useContext(Context);
  if (!stream) throw new Error('useLive is for pages inside LiveProvider');
  return useSyncExternalStore(stream.subscribe, stream.current);
}
