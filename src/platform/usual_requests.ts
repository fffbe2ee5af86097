/**
 * What a platform makes of a request before its body: for most requests of a sender the same.
 *
 * @module
 */

import type { HeaderFields, HttpRequest } from "./http_client.ts";

/** How many URLs are remembered: more than a pool has, fewer than a chat has messages. */
const MAX_URLS = 100;

/** Remembers what was made of the POSTs that have the usual headers of one sender, by their URLs. */
export class UsualRequests<T> {
  readonly #usual: HeaderFields;
  readonly #make: (url: string, request: HttpRequest) => T;
  readonly #made = new Map<string, T>();

  /**
   * Makes an empty memory.
   *
   * @param usual The headers that most requests have: this very object.
   * @param make Makes what is remembered, of the URL, the method and the headers.
   */
  constructor(usual: HeaderFields, make: (url: string, request: HttpRequest) => T) {
    this.#usual = usual;
    this.#make = make;
  }

  /**
   * What is made of a request.
   *
   * @param url Where it goes.
   * @param request The request.
   * @returns What was made of it or of one like it; `undefined` if it is not a usual one.
   */
  get(url: string, request: HttpRequest): T | undefined {
    if (request.headers !== this.#usual || request.method !== "POST") return undefined;
    const known = this.#made.get(url);
    if (known !== undefined) return known;
    const made = this.#make(url, request);
    if (this.#made.size >= MAX_URLS) this.#made.clear();
    this.#made.set(url, made);
    return made;
  }
}
