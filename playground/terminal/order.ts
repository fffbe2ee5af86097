/**
 * What the user of the terminal wants sent.
 *
 * @module
 */

/** Where it goes. */
export type Target = "generic" | "discord" | "proxies" | "url";

/** What goes wrong on purpose. */
export type Fault = "none" | "429" | "500" | "cut" | "hang" | "dead-webhook" | "dying-proxy";

/** One order. */
export interface Order {
  /** Where it goes. */
  readonly target: Target;
  /** The URL, for the target `url`; else empty. It is a secret. */
  readonly url: string;
  /** A text, or a whole payload. */
  readonly message: string | object;
  /** What goes wrong. */
  readonly fault: Fault;
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

/** What each fault does. */
export const FAULTS: Readonly<Record<Fault, string>> = {
  "none": "all goes well",
  "429": "the first request is answered 429, with a wait",
  "500": "the first request is answered 500",
  "cut": "the connection breaks at the first request",
  "hang": "the first request gets no answer in time",
  "dead-webhook": "the webhook has been deleted",
  "dying-proxy": "the first proxy dies",
};

/**
 * The faults that a target can have.
 *
 * @param target The target.
 * @returns Their names. To your own URL nothing is done.
 */
export function faultsOf(target: Target): readonly Fault[] {
  switch (target) {
    case "url":
      return ["none"];
    case "proxies":
      return ["none", "429", "500", "cut", "hang", "dying-proxy"];
    default:
      return ["none", "429", "500", "cut", "hang", "dead-webhook"];
  }
}
