/**
 * Reads what the headers of a signed message claim, as texts to be shown. It judges nothing: that
 * the library does.
 *
 * @module
 */

import type { SchemeName } from "../api/order.ts";

/** What the headers of a message claim. */
export interface ClaimText {
  /** All headers. */
  readonly headers: Headers;
  /** The id, where it is signed. */
  readonly id: string | null;
  /** The time, in seconds. */
  readonly time: string | null;
  /** What is signed before the body; `null` if the headers lack a part of it. */
  readonly prefix: string | null;
  /** The signature as it stands in its header. */
  readonly signature: string | null;
}

/**
 * Reads the headers.
 *
 * @param scheme The scheme.
 * @param headers The headers.
 * @returns What they claim.
 */
export function readClaim(scheme: SchemeName, headers: Headers): ClaimText {
  const get = (name: string) => headers.get(name) || null;
  switch (scheme) {
    case "standard-webhooks": {
      const [id, time] = [get("webhook-id"), get("webhook-timestamp")];
      const prefix = join([id, ".", time, "."]);
      return { headers, id, time, prefix, signature: get("webhook-signature") };
    }
    case "slack": {
      const time = get("x-slack-request-timestamp");
      const prefix = join(["v0:", time, ":"]);
      return { headers, id: null, time, prefix, signature: get("x-slack-signature") };
    }
    case "github":
      return {
        headers,
        id: null,
        time: null,
        prefix: "",
        signature: get("x-hub-signature-256"),
      };
    case "hookrail": {
      const id = get("hookrail-delivery-id");
      const signature = get("hookrail-signature");
      const [, time = null] = /(?:^|,)\s*t=([^,]*)/.exec(signature ?? "") ?? [];
      return { headers, id, time, prefix: join([time, ".", id, "."]), signature };
    }
    case "posthook": {
      const time = get("posthook-timestamp");
      const prefix = join([time, "."]);
      return { headers, id: null, time, prefix, signature: get("posthook-signature") };
    }
    case "discord": {
      const time = get("x-signature-timestamp");
      return { headers, id: null, time, prefix: time, signature: get("x-signature-ed25519") };
    }
  }
}

function join(parts: readonly (string | null)[]): string | null {
  return parts.includes(null) ? null : parts.join("");
}
