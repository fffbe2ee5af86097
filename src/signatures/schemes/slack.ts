/**
 * Slack's request signing, v0. Source: docs.slack.dev, "Verifying requests from Slack".
 *
 * @module
 */

import { readHexMac, readTimestamp, writeHexMac } from "../fields.ts";
import { parseObject } from "../json.ts";
import type { SignatureScheme, Verified } from "../message.ts";
import { resolveSchemeOptions, type TimedSchemeOptions, TOLERANCE } from "../options.ts";
import { KeyRing, readTextKey, type Secrets } from "../secret.ts";
import { RecipeScheme } from "../sign.ts";

const TIMESTAMP = "x-slack-request-timestamp";
const SIGNATURE = "x-slack-signature";
const VERSION = "v0=";

/**
 * Signs and verifies as Slack does: events, slash commands and interactions. There is no id: to
 * spot repeats, look at the payload's `event_id`.
 *
 * @example
 * ```ts
 * import { slack } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const scheme = slack("8f742231b10e8888abcd99yyyzzz85a5");
 * const body = "command=%2Fdeploy&text=now";
 * const headers = await scheme.sign({ body });
 *
 * assertEquals((await scheme.verify({ headers, body })).ok, true);
 * assertEquals((await scheme.verify({ headers, body: `${body}!` })).ok, false);
 * ```
 * @param secrets The signing secret of the app, or several: any of them verifies, the first signs.
 * @param options Settings.
 * @returns The scheme.
 * @throws {SecretError} If there is no secret, or one is blank.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function slack(secrets: Secrets, options: TimedSchemeOptions = {}): SignatureScheme {
  const settings = resolveSchemeOptions(options, "slack()", { tolerance: TOLERANCE });
  return new RecipeScheme({
    scheme: "slack",
    keys: new KeyRing(secrets, readTextKey),
    settings,
    read(headers) {
      const timestamp = headers.get(TIMESTAMP);
      const signatures = readHexMac(headers, SIGNATURE, VERSION);
      const { seconds } = readTimestamp(headers, TIMESTAMP);
      return { id: null, seconds, prefix: `v0:${timestamp}:`, signatures };
    },
    handshake: answerChallenge,
    prefix: ({ seconds }) => `v0:${seconds}:`,
    write: ({ seconds }, signatures) => ({
      [TIMESTAMP]: String(seconds),
      [SIGNATURE]: writeHexMac(signatures, VERSION),
    }),
  });
}

/** Slack asks an endpoint of the Events API once to repeat a text, before it sends anything. */
function answerChallenge({ body }: Verified): Response | null {
  const { type, challenge } = parseObject(body) ?? {};
  return type === "url_verification" && typeof challenge === "string"
    ? Response.json({ challenge })
    : null;
}
