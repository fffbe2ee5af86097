/**
 * A pool of proxies: hands them out in turn, and leaves out those that failed for a while.
 *
 * @module
 */

import { openClient } from "../platform/deno.ts";
import type { HttpClient, ProxyAddress } from "../platform/http_client.ts";
import { checkMethods, checkNames, checkNumber, checkType } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { makePrintable } from "../util/printable.ts";
import {
  maskProxy,
  NoProxyError,
  parseProxy,
  type Proxy,
  type ProxyProvider,
  proxyUrl,
} from "./proxy.ts";

/** Settings of a {@linkcode ProxyPool}. */
export interface ProxyPoolOptions {
  /**
   * How long a burnt proxy is left out, in ms. Each time it is burnt again the rest doubles.
   *
   * @default {300_000}
   */
  readonly cooldown?: number;
  /**
   * The longest rest of a burnt proxy, in ms. One that was not burnt for as long starts afresh.
   *
   * @default {3_600_000}
   */
  readonly maxCooldown?: number;
  /** Certificates, in PEM, to trust beside the platform's own: the target's, or an https proxy's. */
  readonly caCerts?: readonly string[];
  /**
   * Where the time comes from; for tests.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
}

/** The names of all options. */
const NAMES = [
  "cooldown",
  "maxCooldown",
  "caCerts",
  "clock",
] satisfies (keyof ProxyPoolOptions)[];

/** What a {@linkcode ProxyPool} knows of one proxy. */
export interface ProxyStats {
  /** Where the proxy is, `host:port`; never its login. */
  readonly proxy: string;
  /** How often it was handed out. */
  readonly used: number;
  /** How often it was burnt. */
  readonly burnt: number;
  /** How long it is still left out, in ms; 0 when it is in rotation. */
  readonly rest: number;
}

/** More would come to infinity, and nothing times infinity is no number. */
const MAX_DOUBLINGS = 50;

/** A proxy as it is handed out. */
class PooledProxy implements Proxy {
  readonly client: HttpClient;
  readonly #address: ProxyAddress;

  static {
    makePrintable(this.prototype, "Proxy");
  }

  constructor(address: ProxyAddress, client: HttpClient) {
    this.#address = address;
    this.client = client;
  }

  get url(): string {
    return proxyUrl(this.#address);
  }

  toJSON(): { proxy: string } {
    return { proxy: maskProxy(this.#address) };
  }
}

/** One proxy of the pool, from its address to its rest. */
interface Member {
  readonly address: ProxyAddress;
  proxy: Proxy | undefined;
  used: number;
  burnt: number;
  /** How often in a row it was burnt: each doubles the rest. */
  streak: number;
  restsUntil: number;
}

/**
 * A list of proxies, handed out round-robin. A burnt one is out of rotation for a while. Each has
 * one client, opened on first use and closed with the pool.
 *
 * Deno honours the variable `NO_PROXY` even for an explicit proxy: a host listed there is reached
 * directly. Unset it where that must not happen. And to an https target Deno (2.9) sends the login of
 * an http proxy a second time, inside the tunnel, where the target can read it: give each target
 * whose owner you do not trust a login of its own, or use SOCKS5.
 *
 * @example
 * ```ts
 * import { ProxyPool } from "@hookcast/hookcast";
 * import { assertEquals } from "@std/assert";
 *
 * using pool = new ProxyPool(["10.0.0.1:8080", "socks5://user:pass@proxy.example:1080"]);
 * assertEquals(pool.size, 2);
 * // new Webhook(url, { proxies: pool })
 * ```
 */
export class ProxyPool implements ProxyProvider {
  readonly #members: readonly Member[];
  readonly #cooldown: number;
  readonly #maxCooldown: number;
  readonly #caCerts: readonly string[] | undefined;
  readonly #clock: Clock;
  #next = 0;
  #closed = false;

  static {
    makePrintable(this.prototype, "ProxyPool");
  }

  /**
   * Makes a pool. No connection is opened yet.
   *
   * @param proxies The proxies, each as `host:port`, `host:port:user:pass`, `user:pass@host:port`
   * or a URL with `http:`, `https:`, `socks5:` or `socks5h:`.
   * @param options How long burnt ones rest.
   * @throws {TypeError} If there is no proxy, or one cannot be read: its position is told, never
   * its text.
   * Also if an option is unknown or of the wrong type.
   * @throws {RangeError} If an option is out of its range.
   */
  constructor(proxies: Iterable<string>, options: ProxyPoolOptions = {}) {
    checkNames(options, NAMES, "a proxy pool");
    const { cooldown = 300_000, maxCooldown = Math.max(cooldown, 3_600_000) } = options;
    const { caCerts, clock = systemClock } = options;
    checkNumber("cooldown", cooldown, { min: 0 });
    checkNumber("maxCooldown", maxCooldown, { min: cooldown });
    checkMethods("clock", clock, ["now", "ticks", "sleep", "after"]);
    if (caCerts !== undefined && !isTexts(caCerts)) {
      throw new TypeError("'caCerts' must be an array of texts");
    }
    this.#members = readAll(proxies);
    this.#cooldown = cooldown;
    this.#maxCooldown = maxCooldown;
    this.#caCerts = caCerts;
    this.#clock = clock;
  }

  /**
   * Makes a pool of a text with one proxy per line. Blank lines, and what follows a `#` at the
   * start of a line or after a space, are skipped.
   *
   * @param text The list.
   * @param options How long burnt ones rest.
   * @returns The pool.
   * @throws {TypeError} If there is no proxy, or one cannot be read.
   */
  static fromText(text: string, options?: ProxyPoolOptions): ProxyPool {
    checkType("text", text ?? null, "string");
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/(?:^|\s)#.*$/, "").trim());
    return new ProxyPool(lines.filter((line) => line !== ""), options);
  }

  /** How many proxies there are, burnt ones included. */
  get size(): number {
    return this.#members.length;
  }

  /** How many proxies are in rotation now. */
  get available(): number {
    return this.#closed ? 0 : this.#members.filter((member) => this.#rest(member) === 0).length;
  }

  /**
   * What the pool knows of each proxy, in the order given.
   *
   * @returns One entry per proxy.
   */
  stats(): ProxyStats[] {
    return this.#members.map((member) => ({
      proxy: maskProxy(member.address),
      used: member.used,
      burnt: member.burnt,
      rest: this.#rest(member),
    }));
  }

  /**
   * The next proxy in rotation.
   *
   * @returns The proxy, with its open client.
   * @throws {NoProxyError} If all are burnt, or the pool is closed.
   */
  get(): Proxy {
    if (this.#closed) throw new NoProxyError("Cannot get a proxy: the pool is closed");
    for (let step = 0; step < this.#members.length; step++) {
      const member = this.#members[this.#next++ % this.#members.length]!;
      if (this.#rest(member) > 0) continue;
      member.used++;
      return member.proxy ??= new PooledProxy(
        member.address,
        openClient(member.address, { caCerts: this.#caCerts }),
      );
    }
    throw new NoProxyError(`Cannot get a proxy: all ${this.size} are burnt`);
  }

  /**
   * Takes a proxy out of rotation. One that rests already is not burnt twice: of many sends that
   * fail on it together, the first counts.
   *
   * @param proxy A proxy that this pool handed out.
   * @throws {RangeError} If it is not from this pool.
   */
  burn(proxy: Proxy): void {
    const member = this.#members.find((member) => member.proxy === proxy);
    if (!member || !proxy) throw new RangeError("Cannot burn a proxy: it is not from this pool");
    const now = this.#clock.ticks();
    if (member.restsUntil > now) return;
    if (now - member.restsUntil >= this.#maxCooldown) member.streak = 0;
    member.burnt++;
    const doubled = this.#cooldown * 2 ** Math.min(member.streak++, MAX_DOUBLINGS);
    member.restsUntil = now + Math.min(this.#maxCooldown, doubled);
  }

  /** Closes every client. Requests in flight finish. Closing twice does no harm. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { proxy } of this.#members) closeQuietly(proxy?.client);
  }

  /** The same as {@linkcode ProxyPool.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * What is printed of a pool: where its proxies are, never a login.
   *
   * @returns A plain object.
   */
  toJSON(): { proxies: ProxyStats[] } {
    return { proxies: this.stats() };
  }

  #rest(member: Member): number {
    return Math.max(0, member.restsUntil - this.#clock.ticks());
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function readAll(proxies: Iterable<string>): Member[] {
  if (typeof proxies === "string" || typeof proxies?.[Symbol.iterator] !== "function") {
    throw new TypeError("Cannot create a proxy pool as 'proxies' must be a list of texts");
  }
  const members = Array.from(proxies, (text, index): Member => {
    try {
      const address = parseProxy(text);
      return { address, proxy: undefined, used: 0, burnt: 0, streak: 0, restsUntil: -Infinity };
    } catch (error) {
      const reason = error instanceof TypeError && typeof text === "string"
        ? error.message
        : "Cannot read a proxy: it must be a text";
      throw new TypeError(`${reason} (proxies[${index}])`);
    }
  });
  if (members.length === 0) {
    throw new TypeError("Cannot create a proxy pool as 'proxies' is empty");
  }
  return members;
}

/** A client that its user closed already throws `BadResource`; that is as good as closed. */
function closeQuietly(client: HttpClient | undefined): void {
  try {
    client?.close();
  } catch {
    // It was closed before.
  }
}
