import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useForget, useSignIn } from '../../api/session.ts';
import type { Session } from '../../api/types.ts';
import { onToken, takeToken } from '../../app/token.ts';
import { Button } from '../../design/button/button.tsx';
import { TextField } from '../../design/field/text-field.tsx';
import { Notice, Trouble } from '../../design/notice/notice.tsx';
import style from './sign-in.module.css';

/** The token of a printed URL is tried at once. */
export default function SignIn({ session }: { readonly session: Session }) {
  const signIn = useSignIn();
  const forget = useForget();
  const [typed, setTyped] = useState('');
  const { mutate, error, isPending } = useMutation({ mutationFn: signIn });
  useEffect(() => {
    document.title = 'Sign in – Tandem';
    forget();
    const token = takeToken();
    if (token !== undefined) mutate(token);
    return onToken(mutate);
  }, [mutate, forget]);
  const failed = new URLSearchParams(location.search).get('sign-in') === 'failed';
  const { provider } = session.signIn;
  return (
    <main className={style.page}>
      <div className={style.box}>
        <h1>Tandem</h1>
        <p className={style.lead}>
          SIM-based authentication in two regions. {session.region} answers.
        </p>
        {failed && (
          <Notice tone="bad" urgent>
            The provider did not sign you in. Try again.
          </Notice>
        )}
        {provider && (
          <a className={style.provider} href={`${provider.path}?to=${encodeURIComponent(here())}`}>
            Sign in with {provider.name}
          </a>
        )}
        {session.signIn.token && (
          <Form
            className={style.form ?? ''}
            onSubmit={(event) => {
              event.preventDefault();
              mutate(typed.trim());
            }}
          >
            <TextField
              label="Token"
              hint="Open the link that tandem up printed, or paste a token of its credentials file."
              type="password"
              autoComplete="off"
              value={typed}
              onChange={setTyped}
            />
            <Button type="submit" look="primary" isDisabled={isPending || typed.trim() === ''}>
              Sign in
            </Button>
          </Form>
        )}
        <Trouble error={error} />
      </div>
    </main>
  );
}

function here(): string {
  return location.pathname.startsWith('/dashboard/') ? location.pathname : '/dashboard/';
}
