/**
 * What an observer is told of a send as it happens.
 *
 * @module
 */

import type { ProxyAddress } from "../platform/http_client.ts";
import { maskUrl } from "../util/mask.ts";
import { ignoreRejection } from "../util/promise.ts";
import { maskProxy } from "./proxy.ts";
import type { FailureKind } from "./result.ts";

/** One attempt that has ended, and what comes next. It holds no secret. */
export interface AttemptEvent {
  /** The id of the send: the same for all its attempts, and the one its signatures are made for. */
  readonly id: string;
  /** The number of the attempt within the send: 1, 2, … */
  readonly attempt: number;
  /** The URL, masked. */
  readonly url: string;
  /** The proxy, as `host:port`, or `null`. */
  readonly proxy: string | null;
  /** How long the attempt waited for its turn, in ms: the rate limiter's doing. */
  readonly queued: number;
  /** How long the attempt itself took, in ms. */
  readonly elapsed: number;
  /** The HTTP status, or `null` if no answer came. */
  readonly status: number | null;
  /** Why it failed, or `null` when the message was delivered. */
  readonly kind: FailureKind | null;
  /** Why it failed, as a sentence for people, or `null`. */
  readonly error: string | null;
  /** The wait before the next attempt, in ms; `null` when this was the last one to this URL. */
  readonly wait: number | null;
}

/** An event as the loop knows it: with the URL and the proxy not masked yet. */
export type RawAttemptEvent = Omit<AttemptEvent, "url" | "proxy"> & {
  readonly url: URL;
  readonly proxy: ProxyAddress | undefined;
};

/**
 * Tells an observer of an attempt. Whatever the observer does, the send goes on.
 *
 * @param observer The observer.
 * @param event What to tell.
 */
export function report(
  observer: (event: AttemptEvent) => unknown,
  event: RawAttemptEvent,
): void {
  const { url, proxy } = event;
  try {
    // An async observer must not end in an unhandled rejection.
    ignoreRejection(observer({
      ...event,
      url: maskUrl(url),
      proxy: proxy ? maskProxy(proxy) : null,
    }));
  } catch {
    // An observer watches; it has no say.
  }
}
