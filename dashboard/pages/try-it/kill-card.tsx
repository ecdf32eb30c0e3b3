import { useState } from 'react';
import { Link } from 'wouter';
import { Badge } from '../../design/badge/badge.tsx';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { useLive } from '../../live/context.tsx';
import { type Killed, killedIn } from './happenings.ts';
import style from './try-it.module.css';
import { useProcesses, useRegionFault } from './use-try.ts';
import { WhatHappens } from './what-happens.tsx';

/** A real kill -9 of every process of the region, and what the system makes of it. */
export function KillCard() {
  const { state, aheadMs } = useLive();
  const { data } = useProcesses();
  const fault = useRegionFault();
  const [ordered, setOrdered] = useState<Killed>();
  if (!state) return null;
  const stopped = (region: string) =>
    data?.processes.some((each) => each.region === region && each.state === 'stopped') ?? false;
  const kill = (region: string) => {
    setOrdered({ region, at: Date.now() + aheadMs });
    fault.mutate({ region, action: 'stop' });
  };
  const killed = (data && killedIn(data)) ?? ordered;
  const away = state.lease !== null && state.lease.holder !== state.home;
  const anyStopped = state.regions.some(({ name }) => stopped(name));
  return (
    <Card title="4. Lose a region" note="kill -9 of every process of it, for real">
      <ul className={style.kills}>
        {state.regions.map(({ name }) => (
          <li key={name}>
            {stopped(name) ? (
              <>
                <Badge tone="bad" dot>
                  {name} is dead
                </Badge>
                <Button onPress={() => fault.mutate({ region: name, action: 'start' })}>
                  Start {name} again
                </Button>
              </>
            ) : (
              <Button
                look="danger"
                onPress={() => kill(name)}
                isDisabled={fault.isPending || anyStopped}
              >
                Kill {name}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Trouble error={fault.error} />
      {killed && (
        <WhatHappens
          killed={killed}
          isDead={stopped(killed.region)}
          incidents={data?.incidents ?? []}
        />
      )}
      {away && !anyStopped && (
        <p className={style.away}>
          Traffic goes home by itself as soon as the edge sees {state.home} well; singleton work
          stays where it is until an operator says so.{' '}
          <Link href="/failover">Fail back to {state.home}</Link>
        </p>
      )}
    </Card>
  );
}
