/**
 * Lets things go wrong with the fakes.
 *
 * @module
 */

import type { Answer, DiscordFault } from "@hookcast/hookcast/testing";
import type { Fault } from "../api/order.ts";
import { ALL_IS_WELL, type FakeHook, type FakeName, type Fakes } from "./fakes.ts";

/** Long enough for every timeout. */
const FOREVER = 3_600_000;

/** A fault of one request. */
export type RequestFault = Exclude<
  Fault,
  { readonly kind: "dead-webhook" | "proxy-dies" | "proxy-hangs" | "proxy-refuses" }
>;

/** A fault of a proxy. */
export type ProxyFault = Extract<Fault, { readonly proxy: 1 | 2 }>;

/**
 * Whether a fault is one of a proxy.
 *
 * @param fault The fault.
 * @returns Whether it is.
 */
export function isProxyFault(fault: Fault): fault is ProxyFault {
  return "proxy" in fault;
}

/** Every kind of fault. */
export const FAULT_KINDS: readonly Fault["kind"][] = [
  "rate-limit",
  "ban",
  "server-error",
  "cut",
  "lost-answer",
  "hang",
  "slow",
  "redirect",
  "dead-webhook",
  "proxy-dies",
  "proxy-hangs",
  "proxy-refuses",
];

/**
 * Lets something go wrong from now on.
 *
 * @param fakes The fakes.
 * @param fault What goes wrong.
 * @param fake Which fake it goes wrong at.
 * @param hooks The webhooks that die of it, if it is of that kind.
 */
export async function inject(
  fakes: Fakes,
  fault: Fault,
  fake: FakeName,
  hooks: readonly FakeHook[],
): Promise<void> {
  switch (fault.kind) {
    case "proxy-dies":
      return await fakes.proxies[fault.proxy - 1]?.die();
    case "proxy-hangs":
      return setProxyFault(fakes, fault.proxy, "hang");
    case "proxy-refuses":
      return setProxyFault(fakes, fault.proxy, "refuse");
    case "dead-webhook":
      return kill(fakes, fake, hooks);
    default: {
      const { times = 1 } = fault;
      const timed = hasten(fault, fakes.speed);
      if (fake === "discord") return fakes.discord.fail(discordFault(timed), { times });
      for (let time = 0; time < times; time++) {
        if (fake === "slack") fakes.slack.fail(slackAnswer(timed));
        else fakes.answers.push(genericAnswer(timed));
      }
    }
  }
}

/**
 * Makes all well again. What Slack has been told to do wrong still happens: it cannot be taken back.
 *
 * @param fakes The fakes.
 */
export async function mend(fakes: Fakes): Promise<void> {
  fakes.discord.clearFaults();
  fakes.answers.length = 0;
  fakes.isGone = false;
  for (const proxy of fakes.proxies) {
    proxy.fault = null;
    await proxy.revive();
  }
}

/** Where clocks run faster, waits are shorter. */
function hasten(fault: RequestFault, speed: number): RequestFault {
  const isTimed = "wait" in fault && fault.wait !== undefined;
  return isTimed ? { ...fault, wait: fault.wait / speed } : fault;
}

function setProxyFault(fakes: Fakes, number: 1 | 2, fault: "hang" | "refuse"): void {
  const proxy = fakes.proxies[number - 1];
  if (proxy) proxy.fault = fault;
}

function kill(fakes: Fakes, fake: FakeName, hooks: readonly FakeHook[]): void {
  if (fake === "generic") fakes.isGone = true;
  for (const { key, url } of hooks) {
    if (fake === "discord") fakes.discord.deleteWebhook(key);
    if (fake === "slack") fakes.slack.refuse(url, "no_service");
  }
}

/**
 * What goes wrong at a fake Discord.
 *
 * @param fault What goes wrong.
 * @returns The fault, as a `FakeDiscord` takes it.
 */
export function discordFault(fault: RequestFault): DiscordFault {
  switch (fault.kind) {
    case "rate-limit": {
      const { wait, scope = "user" } = fault;
      const global = scope === "global";
      const body = { message: "You are being rate limited.", retry_after: wait / 1000, global };
      const headers = {
        "content-type": "application/json",
        "retry-after": String(Math.ceil(wait / 1000)),
        "x-ratelimit-scope": scope,
        via: "1.1 google",
        ...(global && { "x-ratelimit-global": "true" }),
      };
      return { kind: "reply", status: 429, headers, body: JSON.stringify(body) };
    }
    case "ban":
      return { kind: "ban", form: "text", wait: fault.wait / 1000 };
    case "server-error": {
      const { status = 500, wait } = fault;
      if (wait === undefined) return { kind: "status", status };
      const headers = { "retry-after": String(Math.ceil(wait / 1000)) };
      return { kind: "reply", status, headers, body: "Something broke" };
    }
    case "cut":
      return { kind: "reset" };
    case "lost-answer":
      return { kind: "lost-reply" };
    case "hang":
      return { kind: "delay", time: FOREVER };
    case "slow":
      return { kind: "delay", time: fault.wait };
    case "redirect":
      return { kind: "reply", status: 307, headers: { location: "/elsewhere" } };
  }
}

/**
 * What a fake Slack answers. Slack knows no scopes, and its waits are whole seconds in a header.
 *
 * @param fault What goes wrong.
 * @returns The answer, as a `FakeSlack` takes it.
 */
export function slackAnswer(fault: RequestFault): Answer {
  if (fault.kind === "rate-limit") {
    const headers = { "retry-after": String(Math.ceil(fault.wait / 1000)) };
    return { status: 429, headers, body: "rate_limited" };
  }
  return fault.kind === "slow" ? { body: "ok", delay: fault.wait } : genericAnswer(fault);
}

/**
 * What a receiver that is neither Discord nor Slack answers.
 *
 * @param fault What goes wrong.
 * @returns The answer, as a `FakeServer` takes it.
 */
export function genericAnswer(fault: RequestFault): Answer {
  switch (fault.kind) {
    case "rate-limit": {
      const { wait, scope } = fault;
      return { status: 429, body: { retry_after: wait / 1000, global: scope === "global" } };
    }
    case "ban": {
      const headers = { server: "cloudflare", "retry-after": String(Math.ceil(fault.wait / 1000)) };
      return { status: 429, headers, body: "error code: 1015" };
    }
    case "server-error": {
      const { status = 500, wait } = fault;
      if (wait === undefined) return { status, body: "Something broke" };
      const headers = { "retry-after": String(Math.ceil(wait / 1000)) };
      return { status, headers, body: "Something broke" };
    }
    case "cut":
      return { fault: "reset" };
    case "lost-answer":
      return { fault: "cut" };
    case "hang":
      return { fault: "hang" };
    case "slow":
      return { ...(ALL_IS_WELL as object), delay: fault.wait };
    case "redirect":
      return { fault: "redirect", location: "/elsewhere" };
  }
}
