/**
 * What senders should not have done.
 *
 * @module
 */

import type { DiscordRequest } from "./record.ts";
import type { Notice } from "./reply.ts";

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

interface HeardNotice {
  readonly from: number;
  readonly until: number;
}

const NOTICE_KINDS = ["exhausted", "blocked", "dead"] as const;

/** Remembers what senders were told, to see who acts against it. */
export class Notices {
  readonly #grace: number;
  readonly #heard = new Map<string, HeardNotice>();

  /** @param grace How long after a reply a request may still arrive that was under way, in ms. */
  constructor(grace: number) {
    this.#grace = grace;
  }

  /** Notes what a reply says, at the moment it is sent. */
  tell(notices: readonly Notice[], now: number): void {
    for (const { key, kind, until } of notices) {
      const heard = this.#heard.get(`${kind} ${key}`);
      // The same window again: it was known since the first time.
      if (heard && now < heard.until) continue;
      this.#heard.set(`${kind} ${key}`, { from: now + this.#grace, until });
    }
  }

  /** What a request under any of `keys` acts against. */
  against(keys: readonly string[], now: number): Notice["kind"][] {
    return NOTICE_KINDS.filter((kind) =>
      keys.some((key) => {
        const heard = this.#heard.get(`${kind} ${key}`);
        return heard && heard.from <= now && now < heard.until;
      })
    );
  }

  /** Forgets what was said about `key`. */
  forget(key: string): void {
    for (const kind of NOTICE_KINDS) this.#heard.delete(`${kind} ${key}`);
  }
}
