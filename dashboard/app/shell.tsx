import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { useSession } from '../api/session.ts';
import { Notice } from '../design/notice/notice.tsx';
import { Account } from './account.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { LiveSummary } from './live-summary.tsx';
import { PAGES, type Page } from './pages.ts';
import style from './shell.module.css';

/** What is around every page: the menu, who is active, and how the stream stands. */
export function Shell() {
  const { may, local } = useSession();
  const shown = PAGES.filter((page) => may(page.role) && (local || !page.local));
  return (
    <div className={style.shell}>
      <a className={style.skip} href="#page">
        Skip to the page
      </a>
      <header className={style.header}>
        <Link href="/" className={style.brand}>
          <span className={style.mark} aria-hidden="true" />
          Tandem
        </Link>
        <LiveSummary />
        <Account />
      </header>
      <Menu pages={shown.filter(({ inMenu }) => inMenu)} />
      <main className={style.main} id="page" tabIndex={-1}>
        <ConnectionBanner />
        <Suspense fallback={<p className={style.waiting}>Loading…</p>}>
          <Switch>
            {shown.map(({ path, title, content: Content }) => (
              <Route key={path} path={path}>
                <Titled title={title}>
                  <Content />
                </Titled>
              </Route>
            ))}
            <Route>
              <Titled title="Not here">
                <Notice tone="doubt">
                  There is no such page, or your role does not include it.
                </Notice>
              </Titled>
            </Route>
          </Switch>
        </Suspense>
      </main>
    </div>
  );
}

/** On a narrow screen the menu scrolls sideways. */
function reveal(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function Menu({ pages }: { readonly pages: readonly Page[] }) {
  const [location] = useLocation();
  const isHere = (path: string) => (path === '/' ? location === '/' : location.startsWith(path));
  return (
    <nav className={style.menu} aria-label="Pages">
      {pages.map(({ path, title }) => (
        <Link
          key={path}
          href={path}
          ref={isHere(path) ? reveal : null}
          aria-current={isHere(path) ? 'page' : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}

interface TitledProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** After a change of page the focus is on its heading, so that a reader of the screen hears where it is. */
function Titled({ title, children }: TitledProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [location] = useLocation();
  const first = useRef(location);
  useEffect(() => {
    document.title = `${title} – Tandem`;
    if (first.current !== location) heading.current?.focus();
  }, [title, location]);
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className={style.title}>
        {title}
      </h1>
      {children}
    </>
  );
}
