/** What a child process tells its supervisor over the IPC channel. */
export interface ReadyMessage {
  readonly type: 'ready';
  /** The ports it listens on, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Seconds from the start of the process. */
  readonly seconds: number;
}

/** It will exit non-zero: one line that a person can act on. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly message: string;
}

/** Something it saw that whoever asks how the system is has to know. */
export interface IncidentMessage {
  readonly type: 'incident';
  readonly text: string;
}

export type ChildMessage = ReadyMessage | FailedMessage | IncidentMessage;

/** Tells the supervisor, when there is one, that this process is able to work. */
export function reportReady(ports: Readonly<Record<string, number>> = {}): void {
  const seconds = Math.round(process.uptime() * 1000) / 1000;
  tell({ type: 'ready', ports, seconds });
}

export function reportFailed(message: string): void {
  tell({ type: 'failed', message });
}

export function reportIncident(text: string): void {
  tell({ type: 'incident', text });
}

function tell(message: ChildMessage): void {
  // The supervisor may be gone already; then there is nobody to tell.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

export function asChildMessage(value: unknown): ChildMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  if (value.type === 'failed' && 'message' in value && typeof value.message === 'string') {
    return { type: 'failed', message: value.message };
  }
  if (value.type === 'incident' && 'text' in value && typeof value.text === 'string') {
    return { type: 'incident', text: value.text };
  }
  if (value.type !== 'ready') return undefined;
  const ports: Record<string, number> = {};
  if ('ports' in value && typeof value.ports === 'object' && value.ports !== null) {
    for (const [name, port] of Object.entries(value.ports)) {
      if (typeof port === 'number') ports[name] = port;
    }
  }
  const seconds = 'seconds' in value && typeof value.seconds === 'number' ? value.seconds : 0;
  return { type: 'ready', ports, seconds };
}

/** What the supervisor tells a child: its wall clock is to be so far ahead of the machine's, for a drill. */
export interface ClockMessage {
  readonly type: 'clock';
  readonly skewMs: number;
}

export const MAX_SKEW_MS = 86_400_000;

export function asParentMessage(value: unknown): ClockMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('type' in value && value.type === 'clock' && 'skewMs' in value)) return undefined;
  const { skewMs } = value;
  if (typeof skewMs !== 'number' || !(Math.abs(skewMs) <= MAX_SKEW_MS)) return undefined;
  return { type: 'clock', skewMs };
}
