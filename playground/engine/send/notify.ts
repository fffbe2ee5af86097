/**
 * Sends alerts by a notifier.
 *
 * @module
 */

import type { WebhookResult } from "@hookcast/hookcast";
import {
  type Alert,
  type Channel,
  discordEmbeds,
  Notifier,
  type NotifierEvent,
  type NotifierOptions,
  plainJson,
  type Rendering,
  slackBlocks,
} from "@hookcast/hookcast/notifier";
import type { AlertPayload } from "../../api/order.ts";
import type { FakeName } from "../fakes.ts";
import { asProblem } from "../problem.ts";
import { at } from "../watch/position.ts";
import { payloadOf } from "./payload.ts";
import type { Run } from "./run.ts";
import type { OpenSender } from "./senders.ts";

/** The name of the one channel. */
const CHANNEL = "page";

/** How each kind of channel shows alerts. */
export const RENDERINGS: Readonly<Record<FakeName, () => Rendering>> = {
  generic: () => plainJson(),
  discord: () => discordEmbeds(),
  slack: () => slackBlocks(),
};

/**
 * Opens a notifier for the alerts of a run.
 *
 * @param run The run.
 * @param sender Who sends them.
 * @param kind How they are shown.
 * @returns Sends the alerts, and waits until each has come to something: one result per alert. To be
 * called once.
 * @throws {Problem} If an option is wrong.
 */
export function openNotifier(
  run: Run,
  sender: OpenSender,
  kind: FakeName,
): () => Promise<WebhookResult[]> {
  const { options = {} } = run.order;
  const { throttle, digest, concurrency, capacity } = options.notifier ?? {};
  const numbers = new Numbers();
  const { render, digest: renderMany } = RENDERINGS[kind]();
  const channel: Channel = {
    render: (alert) => numbers.keep(render(alert), [alert]),
    ...(renderMany && { digest: (alerts) => numbers.keep(renderMany(alerts), alerts) }),
    to: {
      send(payload, sendOptions) {
        return at(run.position(numbers.of(payload)), () => sender.send(payload, sendOptions));
      },
    },
  };
  const notifier = open(run, {
    channels: { [CHANNEL]: channel },
    ...(throttle !== undefined && { throttle }),
    ...(digest !== undefined && { digest }),
    ...(concurrency !== undefined && { concurrency }),
    ...(capacity !== undefined && { capacity }),
    onEvent: (event) => tellEvent(run, event),
  });
  return () => notifyAll(run, notifier, numbers);
}

function open({ redact }: Run, options: NotifierOptions): Notifier {
  try {
    return new Notifier(options);
  } catch (error) {
    throw asProblem(error, redact, "options.notifier");
  }
}

async function notifyAll(
  run: Run,
  notifier: Notifier,
  numbers: Numbers,
): Promise<WebhookResult[]> {
  await using _ = notifier;
  const { count = 1 } = run.order;
  const now = Date.now();
  return await Promise.all(Array.from({ length: count }, async (_, index) => {
    const send = index + 1;
    run.tell({ type: "send-started", send });
    // The library tells what is wrong with an alert, but there must be something to tell it of.
    const alert = payloadOf(run.order, send) ?? {};
    const { severity, title, ...rest } = alert as AlertPayload;
    // A moment of its own tells an alert from its repeats, whatever they have in common.
    const timestamp = new Date(now + index);
    numbers.name(timestamp.toISOString(), send);
    const ticket = notifier.notify(severity, title, {
      ...rest,
      timestamp,
      channel: CHANNEL,
      signal: run.signal,
    });
    const result = await ticket.result;
    run.addResult(send, result);
    return result;
  }));
}

/** Knows which send a rendered payload belongs to. */
class Numbers {
  readonly #byTime = new Map<string, number>();
  readonly #byPayload = new WeakMap<object, number>();

  name(timestamp: string, send: number): void {
    this.#byTime.set(timestamp, send);
  }

  /** A message of several alerts belongs to the first of them. */
  keep<P>(payload: P, [first]: readonly Alert[]): P {
    const send = this.#byTime.get(first?.timestamp ?? "");
    if (send !== undefined) this.#byPayload.set(payload as object, send);
    return payload;
  }

  of(payload: unknown): number {
    return this.#byPayload.get(payload as object) ?? 1;
  }
}

function tellEvent(run: Run, { type, level, message, channel }: NotifierEvent): void {
  run.tell({ type: "notifier", what: type, level, message: run.redact(message), channel });
}
