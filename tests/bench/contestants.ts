/**
 * What is measured: one send, made in several ways.
 *
 * @module
 */

import { Webhook } from "@hookcast/hookcast";

/** One way to send a message and to read the answer. */
export type Send = () => Promise<unknown>;

/** The ways to send that are compared. */
export interface Contestants {
  /** A bare `fetch` with a `Blob`, as hookcast sends it. */
  readonly blob: Send;
  /** A bare `fetch` with a string, which Deno may send twice by itself. */
  readonly string: Send;
  /** `Webhook.send()`. */
  readonly hookcast: Send;
}

/** A message that is 1 KB as JSON. */
export const MESSAGE = {
  content: "x".repeat(900),
  username: "benchmark",
  embeds: [{ title: "A build has finished", color: 0x57f287, fields: [] }],
};

/**
 * Makes the contestants. Each does what a sender has to do for a message that is new every time:
 * turn it into JSON, send it, read the answer.
 *
 * @param url Where to send.
 * @returns The contestants.
 */
export function createContestants(url: string): Contestants {
  const hook = new Webhook(url);
  const type = "application/json";
  return {
    blob: () => post(url, { body: new Blob([JSON.stringify(MESSAGE)], { type }) }),
    string: () => post(url, { body: JSON.stringify(MESSAGE), headers: { "content-type": type } }),
    hookcast: async () => {
      const result = await hook.send(MESSAGE);
      if (!result.ok) throw new Error(result.error);
    },
  };
}

async function post(url: string, init: RequestInit): Promise<void> {
  const response = await fetch(url, { method: "POST", ...init });
  await response.text();
  if (!response.ok) throw new Error(`Server answered ${response.status}`);
}
