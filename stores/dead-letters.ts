import { delay, systemClock } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { deadLetterTopic } from './consumer.ts';
import type { Events, ReceivedEvent } from './ports/events.ts';

const Letter = Type.Object({
  topic: Type.String(),
  partition: Type.Integer({ minimum: 0 }),
  offset: Type.Integer({ minimum: 0 }),
  key: Type.String(),
  value: Type.String(),
  publishedAt: Type.Number(),
  reason: Type.String(),
  failedAt: Type.Number(),
  /** The value is only the beginning; the event lies whole at topic, partition and offset. */
  cutFromBytes: Type.Optional(Type.Integer()),
});
const checkLetter = Compile(Letter);

/** An event whose effect failed again and again. */
export type DeadLetter = Static<typeof Letter>;

export interface DeadLetterTopic {
  readonly topic: string;
  /** Letters that nobody has re-driven. */
  readonly waiting: number;
  /** The oldest of them, not necessarily all. */
  readonly oldest: readonly DeadLetter[];
}

export interface Redriven {
  readonly published: number;
  /** Cut or unreadable: nothing was published, and they are passed over from now on. */
  readonly skipped: readonly string[];
}

/** The place up to which letters were re-driven is that of this group. */
export const DEAD_LETTER_GROUP = 'dead-letters';
const POLL_MS = 100;
const LOOK_BATCH = 500;
/** Longer than a member of the group that was killed holds what it had. */
const PATIENCE_MS = 15_000;

/**
 * Reads without taking anything: the letters are there afterwards as before. Of a topic that somebody else reads
 * at this moment only their number is told.
 */
export async function listDeadLetters(
  events: Events,
  topics: readonly string[],
  patienceMs = PATIENCE_MS,
): Promise<DeadLetterTopic[]> {
  const oldest = new Map<string, DeadLetter[]>();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const subscription = await subscribe(events, topics, LOOK_BATCH, async (batch) => {
    const [first] = batch;
    if (first)
      oldest.set(
        first.topic,
        batch.flatMap(({ value }) => letterOf(value) ?? []),
      );
    await ended;
    // What is refused is not committed.
    throw new Error('only looked at');
  });
  const giveUpAt = systemClock.monotonic() + patienceMs;
  const waiting = await waitFor(
    events,
    topics,
    (lags) =>
      lags.every(({ topic, lag }) => lag === 0 || oldest.has(topic)) ||
      systemClock.monotonic() > giveUpAt,
  );
  const closed = subscription.close();
  end();
  await closed;
  return topics.map((topic) => {
    const name = deadLetterTopic(topic);
    const lag = waiting.find((each) => each.topic === name)?.lag ?? 0;
    return { topic, waiting: lag, oldest: lag > 0 ? (oldest.get(name) ?? []) : [] };
  });
}

/**
 * Publishes the events of the letters that are there now to the topics they came from, oldest first, at least
 * once. Those that fail again come back as new letters, which are left for the next time: so many are taken
 * of each topic as waited when the command began, whatever clocks say.
 */
export async function redriveDeadLetters(
  events: Events,
  topics: readonly string[],
): Promise<Redriven> {
  const skipped: string[] = [];
  let published = 0;
  let failure: { readonly cause: unknown } | undefined;
  const left = new Map<string, number>();
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  // One by one: a letter whose event was published is committed whatever becomes of the next.
  const subscription = await subscribe(events, topics, 1, async ([event]) => {
    await begun;
    if (!event) return;
    const { topic, partition, offset, value } = event;
    const count = left.get(topic) ?? 0;
    if (count === 0) throw new Error('younger than the command');
    const letter = letterOf(value);
    if (letter && letter.cutFromBytes === undefined) {
      await events
        // By the name that this client knows it by: a namespace is in the letter's own.
        .publish(originOf(topic), [{ key: letter.key, value: letter.value }])
        .catch((cause: unknown) => {
          failure = { cause };
          throw cause;
        });
      published += 1;
    } else {
      skipped.push(letter ? placeOf(letter) : placeOf({ topic, partition, offset }));
    }
    left.set(topic, count - 1);
  });
  try {
    for (const { topic, lag } of await waitFor(events, topics, () => true)) left.set(topic, lag);
    begin();
    await waitFor(
      events,
      topics,
      (lags) =>
        failure !== undefined ||
        lags.every(({ topic, lag }) => lag === 0 || (left.get(topic) ?? 0) === 0),
    );
  } finally {
    begin();
    await subscription.close();
  }
  if (failure) throw failure.cause;
  return { published, skipped };
}

function subscribe(
  events: Events,
  topics: readonly string[],
  maxBatch: number,
  handle: (batch: readonly ReceivedEvent[]) => Promise<void>,
) {
  return events.subscribe({
    group: DEAD_LETTER_GROUP,
    topics: topics.map(deadLetterTopic),
    maxBatch,
    concurrency: topics.length,
    // A letter about a letter helps nobody: it is handed over again until the command ends.
    maxAttempts: Number.POSITIVE_INFINITY,
    handle,
  });
}

async function waitFor(
  events: Events,
  topics: readonly string[],
  holds: (lags: readonly { readonly topic: string; readonly lag: number }[]) => boolean,
) {
  const names = new Set(topics.map(deadLetterTopic));
  for (;;) {
    const lags = (await events.lag(DEAD_LETTER_GROUP)).filter(({ topic }) => names.has(topic));
    if (lags.length === names.size && holds(lags)) return lags;
    await delay(systemClock, POLL_MS);
  }
}

function originOf(letters: string): string {
  return letters.slice(0, -deadLetterTopic('').length);
}

function letterOf(text: string): DeadLetter | undefined {
  try {
    const letter: unknown = JSON.parse(text);
    return checkLetter.Check(letter) ? letter : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function placeOf({ topic, partition, offset }: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>) {
  return `${topic}/${partition}@${offset}`;
}
