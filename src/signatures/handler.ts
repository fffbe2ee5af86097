/**
 * Receives webhooks: from a request to a response.
 *
 * @module
 */

import { checkMethods, checkNames, checkType } from "../util/check.ts";
import type { RefusalReason } from "./error.ts";
import type { Refused, Verified, Verifier } from "./message.ts";
import { MemoryReplayStore, type ReplayStore } from "./replay_guard.ts";

/** A genuine message, as a handler gets it. */
export interface WebhookMessage extends Verified {
  /** The body as text, to be parsed. */
  readonly text: string;
  /** The headers that came with it. Few are signed, if any: see the scheme. */
  readonly headers: Headers;
  /** The URL it was posted to. */
  readonly url: string;
}

/** Settings of {@linkcode webhookHandler}. */
export interface WebhookHandlerOptions {
  /** Tells genuine messages from others, such as `standardWebhooks(secret)`. */
  readonly verify: Verifier;
  /**
   * Handles a message. A `Response` is passed on; nothing, or anything else, stands for an empty
   * 200; a throw for a 500. Unless it came to a 2xx, a repeat of the message is handled again.
   */
  readonly handle: (message: WebhookMessage) => Response | void | Promise<Response | void>;
  /**
   * Where the ids of messages are kept, so that none is handled twice; `false` for nowhere.
   *
   * @default {new MemoryReplayStore()}
   */
  readonly replays?: ReplayStore | false;
  /**
   * The id of a message, for schemes that have none: Slack's `event_id` and the `id` of an
   * interaction of Discord's stand in the body. Without an id, or with one that is empty or no text,
   * nothing is taken for a repeat.
   *
   * @default {(message) => message.id}
   */
  readonly messageId?: (message: WebhookMessage) => string | null | undefined;
  /**
   * Told of every message that is refused, and waited for. A `Response` takes the place of the usual
   * one.
   */
  readonly onRefused?: (
    refused: Refused,
    headers: Headers,
  ) => Response | void | Promise<Response | void>;
  /**
   * Told of what `handle`, the store or another of your own functions threw, and waited for. What it
   * throws itself is ignored.
   */
  readonly onError?: (error: unknown) => void | Promise<void>;
}

const NAMES = [
  "verify",
  "handle",
  "replays",
  "messageId",
  "onRefused",
  "onError",
] satisfies (keyof WebhookHandlerOptions)[];

/** What a refused message is answered, where it is not 401. */
const STATUS: Readonly<Partial<Record<RefusalReason, number>>> = {
  "unreadable-body": 400,
  "body-too-large": 413,
  "invalid-secret": 500,
};

/**
 * Makes a handler of requests for `Deno.serve` and its like. It verifies, answers the handshakes of
 * Discord and Slack, drops repeats, and hands the rest to you. It never rejects.
 *
 * It answers 405 to what is no POST; 401 to what is not genuine (413 or 400 if it is the body that
 * is too large, or broke off); 200 to a repeat of what was handled; 503 to a repeat of what is being
 * handled, so that it comes again should that fail; 500 if `handle` throws. No answer says why.
 *
 * @example
 * ```ts
 * import { standardWebhooks, webhookHandler } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const scheme = standardWebhooks("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
 * const seen: unknown[] = [];
 * const handler = webhookHandler({
 *   verify: scheme,
 *   handle: ({ text }) => void seen.push(JSON.parse(text)),
 * });
 * // Deno.serve(handler);
 *
 * const headers = await scheme.sign({ id: "msg_1", body: '{"paid":true}' });
 * const post = () => new Request("https://me.test/", { method: "POST", headers, body: '{"paid":true}' });
 * assertEquals((await handler(post())).status, 200);
 * assertEquals((await handler(post())).status, 200); // A repeat: it is not handled again.
 * assertEquals(seen, [{ paid: true }]);
 * ```
 * @param options What to verify by, what to do with messages, and more.
 * @returns The handler.
 * @throws {TypeError} If an option is unknown, missing or of the wrong type.
 */
export function webhookHandler(
  options: WebhookHandlerOptions,
): (request: Request) => Promise<Response> {
  checkNames(options, NAMES, "webhookHandler()");
  const { verify, handle, messageId, onRefused, onError } = options;
  const { replays = new MemoryReplayStore() } = options;
  checkMethods("verify", verify, ["verify", "handshake"]);
  checkType("handle", handle ?? null, "function");
  for (const [name, value] of Object.entries({ messageId, onRefused, onError })) {
    checkType(name, value, "function");
  }
  if (replays !== false) checkMethods("replays", replays, ["begin", "finish"]);
  const receiver = { ...options, replays };
  return async (request) => {
    try {
      return await receive(request, receiver);
    } catch (error) {
      try {
        await onError?.(error);
      } catch {
        // Nobody is left to be told.
      }
      return answer(500);
    }
  };
}

/** The options with the default store filled in. */
type Receiver = WebhookHandlerOptions & { readonly replays: ReplayStore | false };

async function receive(request: Request, receiver: Receiver): Promise<Response> {
  if (request.method !== "POST") return answer(405, { allow: "POST" });
  const { verify, handle, messageId, onRefused, replays } = receiver;
  const { headers, url } = request;
  const verification = await verify.verify(request);
  if (!verification.ok) {
    const said = await onRefused?.(verification, headers);
    return isResponse(said) ? said : answer(STATUS[verification.reason] ?? 401);
  }
  const handshake = verify.handshake(verification);
  if (handshake) return handshake;
  const text = new TextDecoder().decode(verification.body);
  const message = { ...verification, text, headers, url };
  const id = messageId ? messageId(message) : message.id;
  const run = async () => {
    const said = await handle(message);
    return isResponse(said) ? said : answer(200);
  };
  // Whatever else an untyped body gave would be one key for all messages, and lose all but one.
  const hasId = typeof id === "string" && id !== "";
  return replays === false || !hasId ? await run() : await once(id, replays, run);
}

/** A response of another realm is no instance of ours; a result of a `Webhook` is no response. */
function isResponse(value: unknown): value is Response {
  return Object.prototype.toString.call(value) === "[object Response]";
}

/** Runs what handles a message, unless it was run before for this id. */
async function once(
  id: string,
  replays: ReplayStore,
  run: () => Promise<Response>,
): Promise<Response> {
  const claim = crypto.randomUUID();
  const state = await replays.begin(id, claim);
  if (state === "done") return answer(200);
  if (state === "pending") return answer(503, { "retry-after": "1" });
  if (state !== "new") {
    throw new TypeError(`'replays.begin()' must tell "new", "pending" or "done"`);
  }
  let handled = false;
  try {
    const response = await run();
    handled = response.ok;
    return response;
  } finally {
    await replays.finish(id, handled, claim);
  }
}

function answer(status: number, headers: HeadersInit = {}): Response {
  return new Response(null, { status, headers });
}
