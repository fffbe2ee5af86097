/**
 * Why nothing goes out to a webhook.
 *
 * @module
 */

/** A webhook that is gone for good. */
export interface DeadWebhook {
  /** Its id. */
  readonly id: string;
  /** Discord's code: 10015 or 50027, mostly; `null` if the webhook was deleted here. */
  readonly code: number | null;
  /** The HTTP status of the answer that told. A 2xx: it was deleted here. */
  readonly status: number;
}

/** Why nothing goes out to a webhook now. */
export type DiscordBlock =
  | DeadWebhook & {
    /** The webhook is gone for good. */
    readonly reason: "dead";
    /** It never comes back. */
    readonly retryAfter: null;
  }
  | {
    /**
     * `banned`: Discord's edge turns this address away. `invalid-requests`: so many requests were
     * refused that Discord is about to.
     */
    readonly reason: "banned" | "invalid-requests";
    /** How long it goes on, in ms from now. */
    readonly retryAfter: number;
  };

/** Why nothing goes out to any webhook of a server. */
export type HostBlock = Exclude<DiscordBlock, { readonly reason: "dead" }>;
