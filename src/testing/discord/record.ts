/**
 * What the fake remembers of its visitors, and what they should not have done.
 *
 * @module
 */

import type { DiscordPart } from "./body.ts";
import type { Notice } from "./reply.ts";
import type { DiscordAction } from "./route.ts";

/** One request that arrived. */
export interface DiscordRequest {
  /** When, in ms since the fake was started. */
  readonly at: number;
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  /** The API version in the path; `null` if it names none. */
  readonly version: number | null;
  /** What it asks for; `null` if no endpoint fits. */
  readonly action: DiscordAction | null;
  /** The webhook's id; empty if the path names none. */
  readonly webhookId: string;
  /** The name under which its route limit counts it. */
  readonly key: string;
  /** The headers; names in lower case. */
  readonly headers: Headers;
  /** The body; empty if it was not read. */
  readonly body: Uint8Array;
  /** SHA-256 of the body, in hex. */
  readonly hash: string;
  /** The JSON of the body or of its `payload_json`; `null` if there is none. */
  readonly payload: unknown;
  /** The parts of a multipart body, in order. */
  readonly parts: readonly DiscordPart[];
  /** The status of the reply; `null` as long as none was sent. */
  readonly status: number | null;
}

/** A request as the fake keeps it. */
export type RequestRecord = { -readonly [K in keyof DiscordRequest]: DiscordRequest[K] };

/**
 * Something a sender should not have done:
 *
 * - `exhausted`: sent although the last reply said that nothing is left.
 * - `blocked`: sent although told to wait, by a 429 or a ban.
 * - `dead`: sent to a webhook after its 404 or 401.
 * - `api-version`: sent to another version than 10, or to none.
 * - `user-agent`: sent without `User-Agent`.
 * - `allowed-mentions`: a message or an edit without `allowed_mentions`.
 */
export interface Violation {
  /** What it is. */
  readonly kind:
    | "exhausted"
    | "blocked"
    | "dead"
    | "api-version"
    | "user-agent"
    | "allowed-mentions";
  /** The request that did it. */
  readonly request: DiscordRequest;
}

interface HeardNotice extends Notice {
  readonly from: number;
}

/** Remembers what senders were told, to see who acts against it. */
export class Notices {
  readonly #grace: number;
  readonly #heard: HeardNotice[] = [];

  /** @param grace How long after a reply a request may still arrive that was under way, in ms. */
  constructor(grace: number) {
    this.#grace = grace;
  }

  /** Notes what a reply says, at the moment it is sent. */
  tell(notices: readonly Notice[], now: number): void {
    for (const notice of notices) this.#heard.push({ ...notice, from: now + this.#grace });
  }

  /** What a request under one of `keys` acts against: each kind once. */
  against(keys: readonly string[], now: number): Set<Notice["kind"]> {
    const kinds = new Set<Notice["kind"]>();
    for (const { key, kind, from, until } of this.#heard) {
      if (keys.includes(key) && from <= now && now < until) kinds.add(kind);
    }
    return kinds;
  }

  /** Forgets what was said about `key`. */
  forget(key: string): void {
    this.#drop((notice) => notice.key === key);
  }

  /** Forgets what is over. */
  expire(now: number): void {
    this.#drop((notice) => notice.until <= now);
  }

  #drop(unwanted: (notice: HeardNotice) => boolean): void {
    const kept = this.#heard.filter((notice) => !unwanted(notice));
    this.#heard.splice(0, this.#heard.length, ...kept);
  }
}
