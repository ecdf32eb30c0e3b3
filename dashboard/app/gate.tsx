import { lazy, Suspense } from 'react';
import { useSessionQuery } from '../api/session.ts';
import { Button } from '../design/button/button.tsx';
import { Trouble } from '../design/notice/notice.tsx';
import { LiveProvider } from '../live/context.tsx';
import style from './shell.module.css';
import { Shell } from './shell.tsx';

const SignIn = lazy(() => import('../pages/sign-in/sign-in.tsx'));

/** Whoever is not signed in sees the sign-in page at every address. */
export function Gate() {
  const { data, error, refetch, isFetching } = useSessionQuery();
  if (!data) {
    if (!error) return <p className={style.waiting}>Connecting…</p>;
    return (
      <main className={style.waiting}>
        <Trouble error={error} />
        <Button onPress={() => void refetch()} isDisabled={isFetching}>
          Try again
        </Button>
      </main>
    );
  }
  return (
    <Suspense fallback={<p className={style.waiting}>Loading…</p>}>
      {data.user ? (
        <LiveProvider>
          <Shell />
        </LiveProvider>
      ) : (
        <SignIn session={data} />
      )}
    </Suspense>
  );
}
