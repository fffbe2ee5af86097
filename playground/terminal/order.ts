/**
 * What the user of the terminal wants sent.
 *
 * @module
 */

import type { Fault, Order } from "../api/order.ts";
import { payloadFor, readUrl } from "./url.ts";

/** Where it goes. */
export type Target = "generic" | "discord" | "proxies" | "url";

/** What goes wrong on purpose. */
export type FaultName = "none" | "429" | "500" | "cut" | "hang" | "dead-webhook" | "dying-proxy";

/** What the user has answered. */
export interface Answers {
  /** Where it goes. */
  readonly target: Target;
  /** The URL, for the target `url`; else empty. It is a secret. */
  readonly url: string;
  /** A text, or a whole payload. */
  readonly message: string | object;
  /** What goes wrong. */
  readonly fault: FaultName;
  /** How many are sent at once. */
  readonly count: number;
  /** How many times each is tried again. */
  readonly retries: number;
  /** How long each attempt may take, in ms. */
  readonly timeout: number;
}

/** What each target is. */
export const TARGETS: Readonly<Record<Target, string>> = {
  generic: "a receiver that takes any JSON",
  discord: "a fake Discord webhook, which takes 5 messages per 2 s",
  proxies: "the generic receiver, by way of two proxies",
  url: "a URL of your own",
};

/** What each fault does, in words and at the fakes. */
export const FAULTS: Readonly<
  Record<FaultName, { readonly about: string; readonly faults: readonly Fault[] }>
> = {
  "none": { about: "all goes well", faults: [] },
  "429": {
    about: "the first request is answered 429, with a wait",
    faults: [{ kind: "rate-limit", wait: 1500 }],
  },
  "500": { about: "the first request is answered 500", faults: [{ kind: "server-error" }] },
  "cut": { about: "the connection breaks at the first request", faults: [{ kind: "cut" }] },
  "hang": { about: "the first request gets no answer in time", faults: [{ kind: "hang" }] },
  "dead-webhook": { about: "the webhook has been deleted", faults: [{ kind: "dead-webhook" }] },
  "dying-proxy": { about: "the first proxy dies", faults: [{ kind: "proxy-dies", proxy: 1 }] },
};

/**
 * The faults that a target can have.
 *
 * @param target The target.
 * @returns Their names. To your own URL nothing is done.
 */
export function faultsOf(target: Target): readonly FaultName[] {
  switch (target) {
    case "url":
      return ["none"];
    case "proxies":
      return ["none", "429", "500", "cut", "hang", "dying-proxy"];
    default:
      return ["none", "429", "500", "cut", "hang", "dead-webhook"];
  }
}

/**
 * Makes an order of what the user has answered.
 *
 * @param answers The answers.
 * @returns The order.
 */
export function orderOf({ target, url, fault, retries, timeout, ...rest }: Answers): Order {
  const to = target === "url" ? readUrl(url) : { target: fakeOf(target) };
  return {
    target: to.target,
    ...("url" in to && { url: to.url }),
    payload: payloadFor(to.target, numbered(rest)),
    count: rest.count,
    faults: FAULTS[fault].faults,
    options: {
      maxRetries: retries,
      maxProxyRetries: retries,
      timeout,
      ...(target === "proxies" && { proxies: "fakes" }),
    },
  };
}

function fakeOf(target: Exclude<Target, "url">): "discord" | "generic" {
  return target === "discord" ? "discord" : "generic";
}

/** A burst of equal texts would not show whether each arrived once. */
function numbered({ message, count }: Pick<Answers, "message" | "count">): string | object {
  const isText = typeof message === "string" && count > 1;
  return isText ? `${message} ({n} of ${count})` : message;
}
