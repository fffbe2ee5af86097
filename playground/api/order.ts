/**
 * What to send, where to, how, and what is to go wrong.
 *
 * @module
 */

/** Where messages go. `proxies` is no target: see `Options.proxies`. */
export type TargetName = "generic" | "discord" | "slack" | "notifier";

/** What to send, where to, how, and what is to go wrong. */
export interface Order {
  /** The kind of target. */
  readonly target: TargetName;
  /**
   * The URL of a real webhook, in place of the fake. It is a secret: neither kept nor shown. For
   * `notifier` it is the URL of the channel's webhook; Discord's, Slack's or any other.
   */
  readonly url?: string;
  /**
   * `generic`: any JSON value. `discord`: a message as Discord names its parts, or a text.
   * `slack`: a `SlackMessage` (camelCase) or a text. `notifier`: an `AlertPayload`.
   */
  readonly payload: unknown;
  /** Files to upload; `discord` only. */
  readonly files?: readonly UploadedFile[];
  /** How to send. */
  readonly options?: Options;
  /**
   * How many are sent at once, 1 to 200. In a burst each `{n}` in a text of the payload becomes the
   * number of the send.
   *
   * @default {1}
   */
  readonly count?: number;
  /** What goes wrong at the fakes, in this order. With a `url` there must be none. */
  readonly faults?: readonly Fault[];
}

/** An alert, the payload of `notifier`. */
export interface AlertPayload {
  /** How urgent it is. */
  readonly severity: "P0" | "P1" | "P2" | "P3";
  /** The title. */
  readonly title: string;
  /** The text. */
  readonly description?: string;
  /** Facts: names and values. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Text above the alert. */
  readonly content?: string;
  /** A small line below. */
  readonly footer?: string;
  /** What sort of `P3` it is. */
  readonly kind?: "positive" | "neutral";
  /** What it has in common with its repeats, for the throttle. */
  readonly key?: string;
}

/** A file. */
export interface UploadedFile {
  /** Its name. */
  readonly name: string;
  /** Its media type. */
  readonly type?: string;
  /** A description, for those who cannot see it. */
  readonly description?: string;
  /** Its bytes in base64; in a `RunRecord` there are none. */
  readonly data?: string;
  /** How large it is, in bytes; only in a `RunRecord`. */
  readonly size?: number;
}

/** How to send: names and defaults are those of `WebhookOptions` and `SendOptions`. */
export interface Options {
  /** How long one attempt may take, in ms. */
  readonly timeout?: number;
  /** How long the whole send may take, in ms. */
  readonly deadline?: number;
  /** Retries after a 429, a 5xx or a failed connection. */
  readonly maxRetries?: number;
  /** Rotations of proxies. */
  readonly maxProxyRetries?: number;
  /** The longest wait that a server may ask for, in ms. */
  readonly maxRetryAfter?: number;
  /** How waits grow that no server named. */
  readonly backoff?: {
    readonly minTimeout?: number;
    readonly maxTimeout?: number;
    readonly multiplier?: number;
    readonly jitter?: number;
  };
  /** What happens when nobody knows whether it arrived. */
  readonly delivery?: "at-least-once" | "at-most-once";
  /** Whether redirects are followed. */
  readonly redirect?: "refuse" | "follow";
  /** Whether the rate limiter is on. */
  readonly rateLimit?: boolean;
  /** How much of an answer is read, in bytes. */
  readonly maxResponseBytes?: number;
  /** A key per send, in `Idempotency-Key` or another header. */
  readonly idempotency?: boolean | { readonly header: string };
  /** The key of this send; with a `count` above 1, `-1`, `-2` … are appended. */
  readonly idempotencyKey?: string;
  /** Headers. Values are secrets, but for those of a few harmless names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of the query; values are secrets. `generic` only. */
  readonly query?: Readonly<Record<string, string>>;
  /** The HTTP method; `generic` only. */
  readonly method?: string;
  /** Through the two fake proxies, or through proxies of one's own, one per entry (secrets). */
  readonly proxies?: "fakes" | readonly string[];
  /** Signs each attempt. */
  readonly signer?: SignerChoice;
  /** What is particular to Discord. */
  readonly discord?: {
    readonly wait?: boolean;
    readonly threadId?: string;
    readonly overflow?: "fail" | "split" | "truncate" | "file";
    readonly username?: string;
    readonly avatarUrl?: string;
  };
  /** What is particular to the notifier. */
  readonly notifier?: {
    /**
     * What the channel is, and so how alerts are rendered.
     *
     * @default {"discord"}
     */
    readonly channel?: "discord" | "slack" | "generic";
    /** How repeats are held back; `false`: not at all. */
    readonly throttle?: { readonly limit?: number; readonly window?: number } | false;
    /** Whether alerts that wait go out together. */
    readonly digest?: boolean;
    /** How many messages may be on their way at once. */
    readonly concurrency?: number;
    /** How many may wait. */
    readonly capacity?: number;
  };
}

/** A way to sign. */
export interface SignerChoice {
  /** The scheme. */
  readonly scheme: SchemeName;
  /** The secret; left out for a fake one, made at the start of the playground. */
  readonly secret?: string;
}

/** The schemes of `@hookcast/hookcast/signatures`. `discord` needs a public key, and only verifies. */
export type SchemeName =
  | "standard-webhooks"
  | "slack"
  | "github"
  | "hookrail"
  | "posthook"
  | "discord";

/**
 * One thing that goes wrong at the fakes.
 *
 * - `rate-limit`: 429 that asks for `wait` ms; `scope` is Discord's.
 * - `ban`: 429 in the manner of Cloudflare, without Discord's headers.
 * - `server-error`: a 5xx.
 * - `cut`: the connection is reset before an answer.
 * - `lost-answer`: the message is taken, then the connection is cut: it arrives twice.
 * - `hang`: no answer. `slow`: the answer comes `wait` ms late.
 * - `redirect`: 307 to another path of the fake.
 * - `dead-webhook`: the webhook is gone; until the faults are cleared, or the run is over.
 * - `proxy-dies`, `proxy-hangs`, `proxy-refuses`: of proxy 1 or 2, until the faults are cleared, or
 *   the run is over.
 */
export type Fault =
  & {
    /** How many requests in a row are hit; 1 if left out. */
    readonly times?: number;
    /** Which fake is hit; that of the order if left out, and then required by `POST /api/faults`. */
    readonly at?: "generic" | "discord" | "slack";
  }
  & (
    | {
      readonly kind: "rate-limit";
      readonly wait: number;
      readonly scope?: "user" | "shared" | "global";
    }
    | { readonly kind: "ban"; readonly wait: number }
    | { readonly kind: "server-error"; readonly status?: number; readonly wait?: number }
    | { readonly kind: "cut" | "lost-answer" | "hang" | "redirect" }
    | { readonly kind: "dead-webhook" }
    | { readonly kind: "slow"; readonly wait: number }
    | {
      readonly kind: "proxy-dies" | "proxy-hangs" | "proxy-refuses";
      readonly proxy: 1 | 2;
    }
  );
