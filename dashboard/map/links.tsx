import { useLayoutEffect, useState } from 'react';
import { classes } from '../design/classes.ts';
import { type Flow, type NodeId, paceOf } from './flows.ts';
import { type Box, curve } from './geometry.ts';
import style from './map.module.css';

interface LinksProps {
  /** What holds the cards; null before it is drawn. */
  readonly map: HTMLElement | null;
  readonly flows: readonly Flow[];
}

/** The lines behind the cards. They follow the cards wherever the width puts them. */
export function Links({ map, flows }: LinksProps) {
  const boxes = useBoxes(map);
  return (
    <svg className={style.links} aria-hidden="true">
      {flows.map((flow) => {
        const from = boxes.get(flow.from);
        const to = boxes.get(flow.to);
        if (!from || !to) return null;
        return <Link key={`${flow.from} ${flow.to}`} flow={flow} path={curve(from, to)} />;
      })}
    </svg>
  );
}

function Link({ flow, path }: { readonly flow: Flow; readonly path: string }) {
  const pace = paceOf(flow.rate);
  return (
    <g className={classes(style.link, style[`region-${flow.region}`], style[flow.state])}>
      <path className={style.way} d={path} />
      {flow.state === 'open' && pace !== 'still' && (
        <path className={classes(style.dots, style[pace])} d={path} />
      )}
    </g>
  );
}

/** Where the elements with `data-node` stand within the map; measured again when any of them changes. */
function useBoxes(map: HTMLElement | null): ReadonlyMap<string, Box> {
  const [boxes, setBoxes] = useState<ReadonlyMap<string, Box>>(new Map());
  useLayoutEffect(() => {
    if (!map) return;
    const measure = () => setBoxes((before) => changed(before, boxesOf(map)));
    const observer = new ResizeObserver(measure);
    observer.observe(map);
    for (const node of nodesOf(map)) observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [map]);
  return boxes;
}

const nodesOf = (element: HTMLElement) => element.querySelectorAll<HTMLElement>('[data-node]');

function boxesOf(element: HTMLElement): ReadonlyMap<string, Box> {
  const origin = element.getBoundingClientRect();
  return new Map(
    [...nodesOf(element)].map((node) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      const id = node.dataset.node as NodeId;
      return [id, { left: left - origin.left, top: top - origin.top, width, height }];
    }),
  );
}

function changed(before: ReadonlyMap<string, Box>, now: ReadonlyMap<string, Box>) {
  return JSON.stringify([...before]) === JSON.stringify([...now]) ? before : now;
}
