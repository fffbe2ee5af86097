/**
 * Carries out an order against the fakes, or a real webhook.
 *
 * @module
 */

import type { WebhookResult } from "@hookcast/hookcast";
import type { FakeHook, FakeName, Fakes } from "../fakes.ts";
import { inject } from "../faults.ts";
import { Records } from "../received.ts";
import { watchedFetch } from "../watch/fetch.ts";
import { at } from "../watch/position.ts";
import type { RawRequest } from "../wire.ts";
import { openNotifier } from "./notify.ts";
import { payloadOf } from "./payload.ts";
import type { Run } from "./run.ts";
import { type Limiters, makeLimiters, openSender, type SenderMeans } from "./senders.ts";

/** A run under way, opened. */
export interface Prepared {
  /** The fake it leads to. */
  readonly fake: FakeName;
  /** Its webhook there. */
  readonly hook: FakeHook;
  /** Sends everything, and tells of it. One result per send; it never rejects. */
  carryOut(): Promise<readonly WebhookResult[]>;
}

/**
 * Makes an order ready to be sent: whatever is wrong with it shows here.
 *
 * @param run The run.
 * @param fakes The fakes.
 * @param shared The limiters for real servers.
 * @returns The run, ready.
 * @throws {TypeError | RangeError} If an option is wrong. No message holds a secret.
 */
export function prepare(run: Run, fakes: Fakes, shared: Limiters): Prepared {
  const { order } = run;
  const { target, url, options = {} } = order;
  const fake = target === "notifier" ? options.notifier?.channel ?? "discord" : target;
  const hook = fakes.addHook(fake);
  if (hook.token !== null) run.hide(hook.token);
  const records = url === undefined ? new Records(fakes, fake, hook) : undefined;
  const answers: (number | null)[] = [];
  const namedWaits: SenderMeans["namedWaits"] = new WeakMap();
  const given = new Set(Object.keys(options.headers ?? {}).map((name) => name.toLowerCase()));
  using opened = new DisposableStack();
  const sender = opened.use(openSender(order, fake, {
    fakes,
    // A webhook of its own, so limiters of its own: each run begins the same way.
    limiters: url === undefined ? makeLimiters() : shared,
    hook,
    namedWaits,
    fetch: watchedFetch({
      showing: { redact: run.redact, given, isFake: url === undefined },
      received: (request: RawRequest) => records?.find(request),
      onAnswer: (position, isNamed) => namedWaits.set(position, isNamed),
      onStatus: (status) => answers.push(status),
    }),
  }));

  const sendOne = async (send: number, post: () => Promise<WebhookResult>) => {
    const result = await at(run.position(send), post);
    run.addResult(send, result);
    return result;
  };
  const sendAll = async () => {
    const { count = 1 } = order;
    return await Promise.all(Array.from({ length: count }, (_, index) => {
      const send = index + 1;
      const { idempotencyKey: key } = options;
      const keys = key === undefined ? {} : { idempotencyKey: count > 1 ? `${key}-${send}` : key };
      run.tell({ type: "send-started", send });
      return sendOne(send, () => {
        return sender.send(payloadOf(order, send), { signal: run.signal, ...keys });
      });
    }));
  };
  const act = target === "notifier" ? openNotifier(run, sender, fake) : sendAll;
  const held = opened.move();
  return {
    fake,
    hook,
    async carryOut() {
      using _ = held;
      run.tell({ type: "run-started", summary: run.summary });
      for (const fault of order.faults ?? []) {
        await inject(fakes, fault, fault.at ?? fake, [hook]);
      }
      const results = await act();
      if (records) run.tell({ type: "received", report: records.report(answers) });
      run.end();
      return results;
    },
  };
}
