/**
 * What the tests of Slack's clients share.
 *
 * @module
 */

import type { Failed } from "../../mod.ts";
import { type SlackOptions, type SlackResult, SlackWebhook } from "../../src/slack/mod.ts";
import { FakeServer, FakeSlack, type Script } from "../../src/testing/mod.ts";
import { AT_ONCE } from "../core/waiting.ts";

/** A webhook of a fake Slack, without waits. */
export async function start(options: SlackOptions = {}) {
  const slack = await FakeSlack.start();
  const { url } = slack.addWebhook();
  const hook = new SlackWebhook(url, { rateLimit: false, backoff: AT_ONCE, ...options });
  return { slack, url, hook };
}

/** What one send to a scripted server comes to, and what arrived there. */
export async function sendTo(script: Script, options: SlackOptions = {}) {
  await using server = await FakeServer.start(script);
  const hook = new SlackWebhook(server.url, { rateLimit: false, backoff: AT_ONCE, ...options });
  const result = await hook.send({ text: "hello" });
  return { result, requests: server.requests };
}

/** The result as a failure. */
export function failed(result: SlackResult): Failed & SlackResult {
  if (result.ok) throw new Error("It was delivered");
  return result;
}
