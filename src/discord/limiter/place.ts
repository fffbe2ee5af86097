/**
 * One send's place among all who send to Discord.
 *
 * @module
 */

import type { RateLimiter, RateTurn, TurnLimits } from "../../core/rate_limiter.ts";
import { makePrintable } from "../../util/printable.ts";
import type { Place, Waiter } from "./queue.ts";
import type { Route } from "./route.ts";

/** What a place needs of its limiter. */
export interface Usher {
  /** A number for a place, higher than all before. */
  nextNumber(): number;
  /** The route of a request. */
  route(method: string, url: URL): Route;
  /** Refuses a newcomer when too many wait. */
  refuse(method: string, url: URL): RateTurn | undefined;
}

/** The place of one send. All its attempts ask here for their turns. */
export class SendPlace implements Place, RateLimiter, Disposable {
  /** Whether the next may go out before this one has left. */
  readonly isStrict: boolean;
  /** Its number: the lower, the further ahead. */
  number = 0;
  /** Its wait for a turn, if it waits now. */
  waiter: Waiter | undefined;
  readonly #usher: Usher;
  readonly #method: string;
  #route: Route | undefined;
  #hasWaited = false;
  #isOver = false;

  static {
    makePrintable(this.prototype, "DiscordPlace");
  }

  /**
   * @param usher The limiter.
   * @param send What is sent.
   */
  constructor(usher: Usher, send: { readonly method: string; readonly isStrict: boolean }) {
    this.#usher = usher;
    this.#method = send.method;
    this.isStrict = send.isStrict;
  }

  /** Stands in the line of a URL from now on. */
  join(url: URL): Route {
    const route = this.#usher.route(this.#method, url);
    if (route === this.#route) return route;
    this.#route?.leave(this);
    this.#route = route;
    this.#hasWaited = false;
    this.number = this.#usher.nextNumber();
    route.queue.enter(this);
    return route;
  }

  /** Waits for a turn; the same as {@linkcode RateLimiter.turn}. */
  turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    if (this.#isOver || this.waiter) {
      return Promise.reject(new TypeError("A place takes one turn at a time, until it is left"));
    }
    const route = this.join(url);
    const refusal = this.#hasWaited ? undefined : this.#usher.refuse(this.#method, url);
    if (refusal) return Promise.resolve(refusal);
    this.#hasWaited = true;
    return route.wait(this, url, limits);
  }

  /** What is printed of a place: not the URL that it waits for. */
  toJSON(): { number: number; waits: boolean } {
    return { number: this.number, waits: this.waiter !== undefined };
  }

  /** Leaves the line. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#route?.leave(this);
    this.#route = undefined;
  }
}
