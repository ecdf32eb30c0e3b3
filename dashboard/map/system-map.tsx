import { useState } from 'react';
import type { LiveState, Sample } from '../api/types.ts';
import { EdgeNode, StoreNode } from './end-nodes.tsx';
import { flowsOf } from './flows.ts';
import { Links } from './links.tsx';
import style from './map.module.css';
import { RegionNode } from './region-node.tsx';

interface SystemMapProps {
  readonly state: LiveState;
  readonly samples: readonly Sample[];
}

/** Edge, regions, carrier and documents, and what runs between them now. */
export function SystemMap({ state, samples }: SystemMapProps) {
  const [map, setMap] = useState<HTMLElement | null>(null);
  return (
    <section className={style.map} ref={setMap} aria-label="The system now">
      <Links map={map} flows={flowsOf(state)} />
      <div className={style.column}>
        <EdgeNode id="api" state={state} />
        <EdgeNode id="applets" state={state} />
      </div>
      <div className={style.column}>
        {state.regions.map((region, index) => (
          <RegionNode
            key={region.name}
            region={region}
            index={index}
            lease={state.lease}
            samples={samples}
          />
        ))}
      </div>
      <div className={style.column}>
        <StoreNode id="carrier" state={state} />
        <StoreNode id="documents" state={state} />
      </div>
    </section>
  );
}
