/**
 * The API between the playground's page and its server: routes, JSON bodies, live events. Types
 * only, so that the page can import it too.
 *
 * Every route below `/api/` wants the token of this start: as `Authorization: Bearer TOKEN`, or, on
 * a GET only (for `EventSource`), as `?token=TOKEN`. The page gets it in the fragment of the URL
 * that the terminal prints, `http://localhost:8787/#token=TOKEN`: it keeps it in `sessionStorage`
 * and takes it out of the address bar. A POST, PUT or DELETE with another `Origin`, and any request
 * with another `Host`, is answered 403; a wrong or missing token 401. Failures are an
 * {@linkcode ApiProblem}.
 *
 * | Route | Body | Answer |
 * | --- | --- | --- |
 * | `GET /` | | the page: `index.html` in the folder that `buildPage()` of `playground/build_page.ts` returns; the files of its `assets/` (`.js`, `.css`, `.woff2`) at `/assets/NAME` |
 * | `GET /schemas/NAME.json` | | a JSON schema; NAME is a {@linkcode SchemaName}. No token |
 * | `GET /api/state` | | {@linkcode PlaygroundState} |
 * | `GET /api/events` | | `text/event-stream` of {@linkcode LiveEvent}s, all runs in one |
 * | `POST /api/runs` | {@linkcode Order} | 202 {@linkcode RunStarted} |
 * | `POST /api/runs/ID/abort` | | 204; the sends end as `aborted` |
 * | `POST /api/runs/ID/resend` | {@linkcode Resend} | 202 {@linkcode RunStarted}; 409 {@linkcode ApiProblem} with `missing` |
 * | `GET /api/history` | | {@linkcode RunSummary}`[]`, newest first, those under way too |
 * | `GET /api/history/ID` | | {@linkcode RunRecord} |
 * | `DELETE /api/history/ID`, `DELETE /api/history` | | 204 |
 * | `GET /api/compare?a=ID&b=ID` | | {@linkcode Comparison} |
 * | `POST /api/code` | {@linkcode CodeRequest} | {@linkcode GeneratedCode} |
 * | `POST /api/faults` | {@linkcode Fault}`[]` | 204; hits the next requests, of a run under way too |
 * | `DELETE /api/faults` | | 204; all is well again |
 * | `GET /api/scenarios` | | {@linkcode Scenario}`[]` |
 * | `PUT /api/scenarios/NAME` | {@linkcode Scenario} | 204; kept in `playground/scenarios/NAME.json` |
 * | `POST /api/verify` | {@linkcode VerifyRequest} | {@linkcode VerifyReport} |
 * | `POST /api/sign` | {@linkcode SignRequest} | {@linkcode SignedExample} |
 *
 * The stream: each message has `id:` (a number that grows), `event:` (the event's `type`) and
 * `data:` (the event as JSON). After a lost connection it goes on from `Last-Event-ID`, or from
 * `?since=NUMBER`. A comment every 15 s keeps it open. Apart from `live`, which comes first, all
 * events belong to a run and are also in its {@linkcode RunRecord.events}: a timeline is drawn from
 * either by the same code.
 *
 * The page is bundled by `playground/build_page.ts`: `/` is its `index.html`, `/assets/NAME` the rest.
 * The content security policy: scripts from here, no inline scripts, inline styles allowed, images
 * from here or `data:` or `blob:`, and nothing from any other origin.
 *
 * Times are ms. `at` counts from the start of the run; dates are ISO texts.
 *
 * @module
 */

/** Where messages go. `proxies` is no target: see {@linkcode Options.proxies}. */
export type TargetName = "generic" | "discord" | "slack" | "notifier";

/** What the editor is validated by: the payloads of the four targets, and the options. */
export type SchemaName = TargetName | "options" | "scenario";

/** What is said of a request that went wrong. */
export interface ApiProblem {
  /** Why, for people. It holds no secret. */
  readonly error: string;
  /** Where in the body, such as `options.timeout` or `payload.embeds.0.title`, if that is known. */
  readonly path?: string;
  /** What must be given again, since it was never written down: see {@linkcode Resend}. */
  readonly missing?: readonly MissingPart[];
}

// -- What is sent --------------------------------------------------------------------------------

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
   * `slack`: a `SlackMessage` (camelCase) or a text. `notifier`: an {@linkcode AlertPayload}.
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
  /** Its bytes in base64; in a {@linkcode RunRecord} there are none. */
  readonly data?: string;
  /** How large it is, in bytes; only in a {@linkcode RunRecord}. */
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

/** A run has begun. */
export interface RunStarted {
  /** Its id. */
  readonly id: string;
}

/** A part of an order that is a secret, and so was not written to the file of the history. */
export type MissingPart = "url" | "headers" | "query" | "proxies" | "secret" | "payload" | "files";

/** Parts for a run that is sent again after a restart; none are needed as long as it is known. */
export interface Resend {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly proxies?: readonly string[];
  readonly secret?: string;
  readonly payload?: unknown;
  readonly files?: readonly UploadedFile[];
}

// -- What is seen ---------------------------------------------------------------------------------

/** A run in one line of the history. */
export interface RunSummary {
  readonly id: string;
  /** When it began, as an ISO date. */
  readonly startedAt: string;
  readonly target: TargetName;
  /** Where it led, masked; `null` for a fake. */
  readonly url: string | null;
  /** The first words of the payload. */
  readonly excerpt: string;
  readonly count: number;
  /** `null` as long as it is under way. */
  readonly elapsed: number | null;
  readonly delivered: number;
  readonly failed: number;
  /** Of all its sends together. */
  readonly attempts: number;
  /** The kinds of the failures, each once. */
  readonly kinds: readonly string[];
  /** What a resend needs anew: known in this start, all is empty. */
  readonly missing: readonly MissingPart[];
}

/** A run in full. It holds no secret: the order has `***` in their place. */
export interface RunRecord extends RunSummary {
  readonly order: Order;
  readonly results: readonly ShownResult[];
  readonly events: readonly LiveEvent[];
}

/** A `WebhookResult` as its `toJSON()` shows it: secrets masked. */
export interface ShownResult {
  readonly ok: boolean;
  readonly status: number | null;
  readonly attempts: number;
  readonly elapsed: number;
  /** Masked. */
  readonly url: string;
  readonly proxy: string | null;
  readonly response: unknown;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly truncated: boolean;
  readonly error: string | null;
  readonly kind?: string;
  readonly retryAfter?: number | null;
  readonly mayHaveArrived?: boolean;
  /** What Discord meant: `DiscordReport`. */
  readonly discord?: unknown;
  /** What Slack meant: `SlackRefusal`. */
  readonly slack?: unknown;
}

/** A request or answer's body as it was on the wire. */
export interface WireBody {
  /** How many bytes there were. */
  readonly size: number;
  /** The text, secrets masked; at most 64 KiB. `null` where it is no text: see `parts`. */
  readonly text: string | null;
  /** Whether more came than `text` shows. */
  readonly cut: boolean;
  /** The parts of a multipart body. */
  readonly parts?: readonly {
    readonly name: string;
    readonly filename: string | null;
    readonly type: string | null;
    readonly size: number;
    /** Where it is text, and short. */
    readonly text: string | null;
  }[];
}

/** A request as it was on the wire. */
export interface WireRequest {
  readonly method: string;
  /** Masked. */
  readonly url: string;
  /** As it went out, in order; secret values are `***`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: WireBody;
  /** `wire`: as a fake received it. `client`: as it was handed to `fetch`, so without `host` etc. */
  readonly seen: "wire" | "client";
}

/** An answer as it was on the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: WireBody;
}

/** What all events of a run share. */
export interface EventBase {
  /** The run. */
  readonly run: string;
  /** When, in ms since the run began. */
  readonly at: number;
}

/** What the events of one send share. */
export interface SendEventBase extends EventBase {
  /** The number of the send in the run: 1, 2, … */
  readonly send: number;
  /** The message of a split send that it belongs to: 1, 2, …; 1 where nothing is split. */
  readonly part: number;
  /** The number of the attempt within that part: 1, 2, … */
  readonly attempt: number;
}

/** Everything that happens, in the order in which it does. */
export type LiveEvent =
  /** First on each stream: the server is there. `last` is the id of the newest event. */
  | { readonly type: "live"; readonly last: number }
  | EventBase & { readonly type: "run-started"; readonly summary: RunSummary }
  | EventBase & { readonly type: "send-started"; readonly send: number }
  /** The rate limiter was asked for a turn. The bar of a queue begins here … */
  | SendEventBase & { readonly type: "queued" }
  /** … and ends here. `granted` is `false` where the limiter refused. */
  | SendEventBase & { readonly type: "turn"; readonly granted: boolean; readonly waited: number }
  /** A proxy was taken. `name` is `proxy 1`, `proxy 2` for the fakes, `host:port` for others. */
  | SendEventBase & { readonly type: "proxy"; readonly name: string }
  /** A proxy did not get through, and rests for so many ms. */
  | SendEventBase & { readonly type: "proxy-burnt"; readonly name: string; readonly rest: number }
  /** The attempt was signed: with these headers. */
  | SendEventBase & {
    readonly type: "signed";
    readonly scheme: SchemeName;
    readonly headers: readonly (readonly [name: string, value: string])[];
  }
  /** A request goes out. The bar of an attempt begins here … */
  | SendEventBase & { readonly type: "request"; readonly request: WireRequest }
  /** … the head of the answer is there, and the body read; not where no answer came … */
  | SendEventBase & {
    readonly type: "answer";
    readonly answer: WireAnswer;
    /** The request as the fake received it, where it is one: take it in place of the first. */
    readonly request: WireRequest | null;
  }
  /** … and ends here: `onAttempt` of the library. */
  | SendEventBase & {
    readonly type: "attempt";
    readonly status: number | null;
    readonly kind: string | null;
    readonly error: string | null;
    readonly elapsed: number;
    readonly queued: number;
    readonly proxy: string | null;
    /** The wait that follows, or `null` when no attempt follows. */
    readonly wait: number | null;
    /** Why it waits just so long. `server`: it was asked to. `null` where it does not wait. */
    readonly waitReason: "server" | "backoff" | "next-proxy" | null;
  }
  /** What an answer told of a rate limit: a window to be drawn as filling, until it resets. */
  | SendEventBase & {
    readonly type: "window";
    /** What it counts for: the bucket's name, or the masked URL. */
    readonly bucket: string;
    readonly limit: number | null;
    readonly remaining: number;
    /** In ms from `at`. */
    readonly resetAfter: number;
    readonly scope: "user" | "shared" | "global" | null;
  }
  /** A message was too long and goes out as several; told when a second one begins. */
  | SendEventBase & { readonly type: "split" }
  | EventBase & { readonly type: "result"; readonly send: number; readonly result: ShownResult }
  /** An event of the notifier: sent, throttled, dropped, … */
  | EventBase & {
    readonly type: "notifier";
    readonly what: string;
    readonly level: "info" | "warning";
    readonly message: string;
    readonly channel: string | null;
  }
  /** What the fakes saw of it, once it is over; not for a real webhook. */
  | EventBase & { readonly type: "received"; readonly report: ReceiverReport }
  /** Last of a run. */
  | EventBase & { readonly type: "run-ended"; readonly summary: RunSummary };

/** What a fake saw of a run. */
export interface ReceiverReport {
  readonly requests: number;
  /** Messages kept; `null` for the generic receiver, which keeps none. */
  readonly stored: number | null;
  /** What the sender should not have done, each kind with how often. */
  readonly violations: Readonly<Record<string, number>>;
  /** What was answered, in order. */
  readonly statuses: readonly (number | null)[];
}

/** Two runs side by side: those facts first that differ. */
export interface Comparison {
  readonly a: RunSummary;
  readonly b: RunSummary;
  readonly rows: readonly {
    /** Such as `results.1.status` or `order.options.timeout`. */
    readonly path: string;
    readonly a: unknown;
    readonly b: unknown;
    readonly same: boolean;
  }[];
}

// -- What is there --------------------------------------------------------------------------------

/** What the page asks for first. */
export interface PlaygroundState {
  /** The version of hookcast. */
  readonly version: string;
  readonly targets: readonly {
    readonly name: TargetName;
    /** Such as `A fake Discord: 5 messages per 2 s`. */
    readonly title: string;
    /** Where the fake listens: `http://127.0.0.1:PORT`. */
    readonly origin: string;
    /** The faults that make sense here. */
    readonly faults: readonly Fault["kind"][];
  }[];
  readonly proxies: readonly { readonly name: string; readonly kind: "http" | "socks5" }[];
  readonly schemes: readonly {
    readonly name: SchemeName;
    readonly title: string;
    /** Whether messages can be signed by it here. */
    readonly signs: boolean;
    /** The headers it reads, in lower case. */
    readonly headers: readonly string[];
  }[];
  readonly scenarios: readonly Scenario[];
}

/** A scenario: an order to share, and what must come of it. */
export interface Scenario {
  /** For the editor: `../schemas/scenario.json`. */
  readonly $schema?: string;
  /** The name of its file, without `.json`: lower case, digits and hyphens. */
  readonly name: string;
  /** A heading. */
  readonly title: string;
  /** What is to be seen, in a sentence or two. */
  readonly about: string;
  /** `example`: offered while composing. `demo`: a scene of `--demo`, in the order of `scene`. */
  readonly tags?: readonly ("example" | "demo")[];
  /** The place in the demo. */
  readonly scene?: number;
  readonly order: Order;
  /** What must hold afterwards; `--demo` and the tests see to it. */
  readonly expect?: Expectation;
}

/** What must hold of a run. What is left out may be anything. */
export interface Expectation {
  readonly delivered?: number;
  readonly failed?: number;
  /** The kind of every failure. */
  readonly kind?: string;
  /** The attempts of all sends together. */
  readonly attempts?: number;
  /** What the fake answered, in order. */
  readonly statuses?: readonly number[];
  /** How many messages the fake kept. */
  readonly stored?: number;
  /** How many parts a message was split into. */
  readonly parts?: number;
  /** How many proxies were burnt. */
  readonly burnt?: number;
  /** The least that the whole may take, in ms. */
  readonly atLeast?: number;
  /** How often the fake objected; 0 if left out. */
  readonly violations?: number;
}

// -- Code -----------------------------------------------------------------------------------------

/** What to turn into code. */
export interface CodeRequest {
  readonly as: "typescript" | "curl";
  readonly order: Order;
}

/** Code that sends the same. Secrets of a real webhook are read from the environment. */
export interface GeneratedCode {
  readonly code: string;
  /** The environment variables that it reads. */
  readonly environment: readonly string[];
  /** What it cannot do that the order does, such as retries in curl; sentences. */
  readonly notes: readonly string[];
}

// -- Signatures -----------------------------------------------------------------------------------

/** A message to verify. Nothing of it is kept. */
export interface VerifyRequest {
  readonly scheme: SchemeName;
  /** The secret; for `discord` the public key. */
  readonly secret: string;
  /** As pasted: `name: value`, one per line. */
  readonly headers: string;
  /** As pasted, every byte counts. */
  readonly body: string;
  /** The time at which it is verified, as an ISO date; now if left out. */
  readonly now?: string;
}

/** Why a signature passes or fails. */
export interface VerifyReport {
  readonly ok: boolean;
  /** The library's own words: `RefusalReason`, or `null`. */
  readonly reason: string | null;
  /** The same as a sentence. */
  readonly summary: string;
  /** In order. After one that failed, the others tell what they can. */
  readonly steps: readonly VerifyStep[];
}

/** One step of verifying. */
export interface VerifyStep {
  /** Such as `The timestamp is near enough`. */
  readonly title: string;
  /** `skipped`: it could not be tried. */
  readonly state: "passed" | "failed" | "skipped";
  /** What was found, as a sentence. */
  readonly detail: string;
  /** Texts to show word for word: the signed content, both signatures, … */
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
}

/** A message to be signed, as an example for the tab. */
export interface SignRequest {
  readonly scheme: SchemeName;
  /** A fresh one if left out. */
  readonly secret?: string;
  readonly body: string;
}

/** A message that verifies. */
export interface SignedExample {
  readonly secret: string;
  /** `name: value`, one per line. */
  readonly headers: string;
  readonly body: string;
}
