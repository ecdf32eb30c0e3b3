import { useSession, useSignOut } from '../api/session.ts';
import { Button } from '../design/button/button.tsx';
import { Trouble } from '../design/notice/notice.tsx';
import { THEMES, useTheme } from '../design/theme.ts';
import style from './shell.module.css';

/** Light or dark, and who is signed in. */
export function Account() {
  const { session } = useSession();
  const signOut = useSignOut();
  const [theme, setTheme] = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <div className={style.account}>
      <Button look="quiet" onPress={() => setTheme(next)}>
        Colours: {theme}
      </Button>
      {session?.user && (
        <>
          <span className={style.user}>
            {session.user.name}, {session.user.role}
          </span>
          <Button look="quiet" onPress={() => signOut.mutate()} isDisabled={signOut.isPending}>
            Sign out
          </Button>
          <Trouble error={signOut.error} />
        </>
      )}
    </div>
  );
}
