/** One person's `/live` socket: its subscriptions, asked one after another, and what each has been sent. Decides no rights. */
import type { PersonId } from '#domain/ids.ts';
import type { RefusalCode } from '#domain/refusals.ts';
import type {
  Changed,
  LiveMessage,
  Subscribe,
  SubscriptionRefused,
  Unsubscribe,
  ViewName,
} from '#protocol/live.ts';
import { CLOSE } from '#protocol/sync.ts';
import { parseMessage } from '#server/transport/live/messages.ts';
import { subjectOf, type Shown, type Subject, type SubjectParts } from '#server/transport/live/subjects.ts';

export const SUBSCRIPTIONS_MAX = 16;
/** Messages of one client that may wait for their answer. */
const WAITING_MAX = 64;
/** Beyond this many unsent bytes nothing is pushed; the newest state follows when they have drained. */
const UNSENT_BYTES_MAX = 1024 * 1024;
const DRAIN_CHECK_MS = 250;
/** A socket that drains nothing for so long is closed. */
const STUCK_MS_MAX = 30_000;

/** The part of a WebSocket that is used here; tests put a plain object in its place. */
export interface LiveSocket {
  readonly send: (text: string) => void;
  readonly close: (code: number, reason: string) => void;
  readonly bufferedAmount: number;
}

export interface LiveParts extends SubjectParts {
  /** An error that ends a connection. */
  readonly report: (error: unknown) => void;
}

interface Subscription {
  readonly view: ViewName;
  readonly subject: Subject;
  /** newest state that is not pushed yet */
  due: (() => Shown) | undefined;
  sentAt: number;
  sentLook: string;
  stop: () => void;
}

export type LiveConnection = ReturnType<typeof createConnection>;

export function createConnection(socket: LiveSocket, person: PersonId, parts: LiveParts) {
  const subscriptions = new Map<ViewName, Subscription>();
  let queue: Promise<void> = Promise.resolve();
  let waiting = 0;
  /** rechecks of rights under way: nothing is pushed on rights that may be gone */
  let rechecks = 0;
  let drain: NodeJS.Timeout | undefined;
  let stuckChecks = 0;
  let open = true;

  function shut(): void {
    open = false;
    clearInterval(drain);
    for (const subscription of subscriptions.values()) subscription.stop();
    subscriptions.clear();
  }
  function end(code: number, reason: string): void {
    if (!open) return;
    shut();
    socket.close(code, reason);
  }
  function inTurn(task: () => Promise<void>): Promise<void> {
    waiting += 1;
    queue = queue
      .then(() => (open ? task() : undefined))
      .catch((error: unknown) => {
        parts.report(error);
        end(CLOSE.internal, 'internal error');
      })
      .finally(() => (waiting -= 1));
    return queue;
  }
  const say = (message: LiveMessage): void => socket.send(JSON.stringify(message));
  const refuse = (view: ViewName, code: RefusalCode): void =>
    say({ type: 'REFUSED', view, code } satisfies SubscriptionRefused);

  function drop(view: ViewName): void {
    subscriptions.get(view)?.stop();
    subscriptions.delete(view);
  }
  function push(subscription: Subscription): void {
    const { due, view } = subscription;
    if (!due || !open || rechecks > 0) return;
    if (socket.bufferedAmount > UNSENT_BYTES_MAX) return waitForDrain();
    subscription.due = undefined;
    const { at, value, look } = due();
    if (look === subscription.sentLook) return;
    say({ type: 'CHANGED', view, from: subscription.sentAt, to: at, value } satisfies Changed);
    subscription.sentLook = look;
    subscription.sentAt = at;
  }
  const pushAll = (): void => {
    for (const subscription of subscriptions.values()) push(subscription);
  };
  function waitForDrain(): void {
    if (drain !== undefined) return;
    stuckChecks = 0;
    let before = socket.bufferedAmount;
    drain = setInterval(() => {
      stuckChecks = socket.bufferedAmount < before ? 0 : stuckChecks + 1;
      before = socket.bufferedAmount;
      if (stuckChecks * DRAIN_CHECK_MS >= STUCK_MS_MAX) return end(CLOSE.slow, 'too slow');
      if (before > UNSENT_BYTES_MAX) return;
      clearInterval(drain);
      drain = undefined;
      pushAll();
    }, DRAIN_CHECK_MS);
  }

  async function subscribe(message: Subscribe): Promise<void> {
    const { view } = message;
    const subject = subjectOf(parts, person, view);
    if (!subject) return refuse(view, 'NOT_FOUND');
    drop(view);
    if (subscriptions.size >= SUBSCRIPTIONS_MAX) return refuse(view, 'TOO_MANY');
    const granted = await subject.permit();
    if (!granted.ok) return refuse(view, granted.code);
    const subscription: Subscription = {
      view,
      subject,
      due: undefined,
      sentAt: message.at ?? 0,
      sentLook: '',
      stop: () => undefined,
    };
    // watched before read, so that no change falls between
    subscription.stop = subject.watch((show) => {
      subscription.due = show;
      if (subscription.sentLook !== '') push(subscription);
    });
    subscriptions.set(view, subscription);
    const current = await subject.read();
    if (!open || subscriptions.get(view) !== subscription) return subscription.stop();
    if (!current) {
      drop(view);
      return refuse(view, 'NOT_FOUND');
    }
    subscription.due = current;
    push(subscription);
  }

  async function recheck(): Promise<void> {
    try {
      for (const subscription of [...subscriptions.values()]) {
        const { subject } = subscription;
        const granted = await subject.permit();
        if (granted.ok) {
          subscription.due = (await subject.read()) ?? subscription.due;
        } else {
          drop(subscription.view);
          refuse(subscription.view, granted.code);
        }
      }
    } finally {
      rechecks -= 1;
    }
    pushAll();
  }

  const hear = (message: Subscribe | Unsubscribe): Promise<void> =>
    message.type === 'SUBSCRIBE' ? subscribe(message) : Promise.resolve(drop(message.view));

  return {
    person,
    /** A text frame arrived. */
    receive(text: string): void {
      const message = parseMessage(text);
      if (!message) return end(CLOSE.malformed, 'not a message of this protocol');
      if (waiting >= WAITING_MAX) return end(CLOSE.rateLimited, 'too many messages');
      void inTurn(() => hear(message));
    },
    /** Rights may have changed: from this moment nothing is pushed until they were asked again. */
    recheck(): Promise<void> {
      rechecks += 1;
      return inTurn(recheck);
    },
    end,
    /** The socket is gone. */
    gone: shut,
  };
}
