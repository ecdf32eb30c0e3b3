import { connect } from 'node:net';
import type { PodPlan, Probe } from '@tandem/kubernetes';
import type { LocalSystem } from '@tandem/local';
import type { WorkloadName } from '@tandem/topology';
import { request } from 'undici';

const HOST = '127.0.0.1';

/** Asks every pod what the kubelet would, with its own periods, and opens every port that it declares. */
export async function probePods(pods: readonly PodPlan[], system: LocalSystem): Promise<string[]> {
  const found = await Promise.all(
    pods.map(async (pod) => {
      const told = (text: string) => `${pod.region} ${pod.workload}: ${text}`;
      const ports = await Promise.all(
        pod.ports.map(async ({ name }) => {
          const open = await opens(localPort(pod, name, system));
          return open ? [] : [told(`nothing listens on the port ${name}`)];
        }),
      );
      const probes = await Promise.all(
        Object.entries(pod.probes).map(async ([kind, probe]) => {
          const answer = await asked(probe, localPort(pod, probe.port, system));
          return answer === 200
            ? []
            : [told(`the ${kind} probe gets ${answer} from ${probe.path}`)];
        }),
      );
      return [...ports, ...probes].flat();
    }),
  );
  return found.flat();
}

/** Where a port of a pod is on this machine, where they share one address. */
function localPort(pod: PodPlan, name: string, { ports, topology }: LocalSystem): number {
  const index = topology.regions.findIndex((region) => region.name === pod.region);
  const region = ports.region(index);
  const workload = pod.workload as WorkloadName;
  switch (name) {
    case 'ops':
      return region.split[workload];
    case 'applet':
      return region.applet;
    case 'http':
      return workload === 'dashboard' ? region.dashboard : region.api;
    default:
      throw new Error(`${pod.workload} has the port ${name}, which no process opens`);
  }
}

/** As often as the probe allows before the pod would be given up. */
async function asked(probe: Probe, port: number): Promise<number | string> {
  let last: number | string = 'nothing';
  for (let tries = 0; tries < Math.max(probe.failureThreshold, 1); tries += 1) {
    if (tries > 0) await pause(probe.periodSeconds * 1_000);
    try {
      const { statusCode, body } = await request(`http://${HOST}:${port}${probe.path}`, {
        headersTimeout: probe.timeoutSeconds * 1_000,
        bodyTimeout: probe.timeoutSeconds * 1_000,
      });
      await body.dump();
      last = statusCode;
      if (statusCode === 200) return statusCode;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
  }
  return last;
}

function opens(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ host: HOST, port });
    const done = (open: boolean) => {
      socket.destroy();
      settle(open);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

const pause = (ms: number) => new Promise((settle) => setTimeout(settle, ms));
