/**
 * Requests for the tests of {@linkcode FakeDiscord}: plain `fetch`, so that nothing retries or waits.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { FakeDiscord, type FakeDiscordOptions } from "../../src/testing/fake_discord.ts";
import { ManualClock } from "../../src/testing/manual_clock.ts";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; only looked at where JSON is expected. */
  readonly json: Record<string, unknown>;
}

/** A fake whose clock a test moves by hand. */
export async function startOnManualClock(
  options: FakeDiscordOptions = {},
): Promise<{ discord: FakeDiscord; clock: ManualClock }> {
  const clock = new ManualClock();
  return { clock, discord: await FakeDiscord.start({ clock, ...options }) };
}

/** The address of a webhook under version 10, as a good sender uses it. */
export function v10(url: string): string {
  return url.replace("/api/", "/api/v10/");
}

/** Makes one request. */
export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json" &&
    !text.startsWith("<");
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text ? JSON.parse(text) : {},
  };
}

/** Sends JSON; a `Blob`, because Deno sends any other body again when a connection breaks. */
export function send(method: string, url: string, payload: unknown): Promise<Answer> {
  const body = new Blob([JSON.stringify(payload)], { type: "application/json" });
  return request(url, { method, body });
}

/** Posts one message that pings nobody. */
export function post(url: string, payload: Record<string, unknown> = {}): Promise<Answer> {
  return send("POST", url, { content: "hello", allowed_mentions: { parse: [] }, ...payload });
}

/** Posts messages one after the other. */
export async function postMany(url: string, count: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let n = 0; n < count; n++) answers.push(await post(url));
  return answers;
}

/** The rate-limit headers of an answer, without their prefix. */
export function limits({ headers }: Answer): Record<string, string> {
  return Object.fromEntries(
    [...headers].flatMap(([name, value]) =>
      name.startsWith("x-ratelimit-") ? [[name.slice("x-ratelimit-".length), value]] : []
    ),
  );
}

/** Resolves once so many replies wait for the clock to move. */
export async function heldBack(clock: ManualClock, replies: number): Promise<void> {
  while (clock.pending < replies) await delay(1);
}
