/**
 * Lets things go wrong with the fakes.
 *
 * @module
 */

import { always, type Answer, type DiscordFault } from "@hookcast/hookcast/testing";
import { ALL_IS_WELL, type Fakes } from "./fakes.ts";
import type { Fault, Order } from "./order.ts";

/** The wait that a 429 asks for, in seconds, at the usual speed. */
const ASKED = 1.5;

/**
 * Prepares the fakes for an order.
 *
 * @param fakes The fakes.
 * @param order What is about to be sent.
 */
export async function prepareFault(fakes: Fakes, order: Order): Promise<void> {
  const { receiver, discord, proxies, speed } = fakes;
  if (order.target === "discord") {
    const fault = discordFault(order, speed);
    if (fault) discord.fail(fault);
    return;
  }
  if (order.fault === "dead-webhook") return receiver.script(always(410));
  const answer = answerOf(order.fault, speed);
  receiver.script(answer ? [answer] : []);
  receiver.append(always(ALL_IS_WELL));
  if (order.fault === "dying-proxy") await proxies[0]?.die();
}

/**
 * Makes all well again.
 *
 * @param fakes The fakes.
 */
export async function mend({ receiver, discord, proxies }: Fakes): Promise<void> {
  discord.clearFaults();
  receiver.script(always(ALL_IS_WELL));
  for (const proxy of proxies) await proxy.revive();
}

function answerOf(fault: Fault, speed: number): Answer | undefined {
  switch (fault) {
    case "429":
      return { status: 429, body: { retry_after: ASKED / speed } };
    case "500":
      return { status: 500, body: "Something broke" };
    case "cut":
      return { fault: "cut" };
    case "hang":
      return { fault: "hang" };
    default:
      return undefined;
  }
}

function discordFault({ fault, timeout }: Order, speed: number): DiscordFault | undefined {
  switch (fault) {
    case "429": {
      const body = JSON.stringify({ retry_after: ASKED / speed, global: false });
      return { kind: "reply", status: 429, headers: { "content-type": "application/json" }, body };
    }
    case "500":
      return { kind: "status", status: 500 };
    case "cut":
      return { kind: "reset" };
    case "hang":
      return { kind: "delay", time: timeout + 1000 };
    default:
      return undefined;
  }
}
