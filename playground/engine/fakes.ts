/**
 * The servers that are sent to, all on this machine.
 *
 * @module
 */

import {
  type Answer,
  FakeDiscord,
  FakeProxy,
  FakeServer,
  FakeSlack,
} from "@hookcast/hookcast/testing";
import type { TargetName } from "../api/order.ts";

/** The fakes that take messages. */
export type FakeName = Exclude<TargetName, "notifier">;

/** What the generic receiver says when all is well. */
export const ALL_IS_WELL: Answer = { status: 200, body: { received: true } };

/** A webhook of a fake. */
export interface FakeHook {
  /** Where it takes messages. */
  readonly url: string;
  /** What tells its requests from others: an id, or a path. */
  readonly key: string;
  /** The part of the URL that is its secret; `null` where it has none. */
  readonly token: string | null;
}

/** The fakes, running. */
export class Fakes implements AsyncDisposable {
  /** How much faster than usual their clocks run. */
  readonly speed: number;
  /** A receiver that takes everything. */
  readonly generic: FakeServer;
  /** A Discord. */
  readonly discord: FakeDiscord;
  /** A Slack. */
  readonly slack: FakeSlack;
  /** Two proxies, each with a login. */
  readonly proxies: readonly [FakeProxy, FakeProxy];
  /** What the generic receiver answers next, before all is well again. */
  readonly answers: Answer[] = [];
  /** What it answers until further notice: that its webhook is gone. */
  isGone = false;
  readonly #running: AsyncDisposableStack;
  #hooks = 0;

  private constructor(
    running: AsyncDisposableStack,
    fakes: Pick<Fakes, "speed" | "generic" | "discord" | "slack" | "proxies">,
  ) {
    this.#running = running;
    this.speed = fakes.speed;
    this.generic = fakes.generic;
    this.discord = fakes.discord;
    this.slack = fakes.slack;
    this.proxies = fakes.proxies;
    this.generic.script(() => this.isGone ? 410 : this.answers.shift() ?? ALL_IS_WELL);
  }

  /**
   * Starts the fakes.
   *
   * @param speed How much faster than Discord the fake one runs.
   * @returns The fakes; disposing of them stops all.
   */
  static async start(speed = 1): Promise<Fakes> {
    await using started = new AsyncDisposableStack();
    const generic = started.use(await FakeServer.start());
    // Without the limit per channel: its window is a minute, which is no fun to sit through.
    const discord = started.use(await FakeDiscord.start({ speed, limits: { channel: null } }));
    const slack = started.use(await FakeSlack.start());
    // The names that `addressOf()` makes: only the proxies know them.
    const ports: Readonly<Record<string, number>> = {
      "generic.test": generic.port,
      "discord.test": Number(new URL(discord.url).port),
      "slack.test": Number(new URL(slack.url).port),
    };
    const resolve = (host: string) => {
      const port = ports[host];
      return port === undefined ? undefined : { host: "127.0.0.1", port };
    };
    const login = { username: "playground", password: crypto.randomUUID() };
    const http = started.use(await FakeProxy.start({ kind: "http", ...login, resolve }));
    const socks = started.use(await FakeProxy.start({ kind: "socks5", ...login, resolve }));
    return new Fakes(started.move(), { speed, generic, discord, slack, proxies: [http, socks] });
  }

  /** A webhook of its own for a run: what others have used up or broken does not concern it. */
  addHook(fake: FakeName): FakeHook {
    switch (fake) {
      case "generic": {
        const key = `/hook/${++this.#hooks}`;
        return { url: new URL(key, this.generic.url).href, key, token: null };
      }
      case "discord": {
        const { url, id, token } = this.discord.addWebhook({ name: "Playground" });
        return { url, key: id, token };
      }
      case "slack": {
        const { url } = this.slack.addWebhook();
        const key = new URL(url).pathname;
        return { url, key, token: key.slice(key.lastIndexOf("/") + 1) };
      }
    }
  }

  /** Where a fake listens. */
  originOf(fake: FakeName): string {
    return new URL(this[fake].url).origin;
  }

  /** The same address under a name that only the proxies know. */
  static byName(fake: FakeName, url: string): string {
    const { pathname, search } = new URL(url);
    return `http://${fake}.test${pathname}${search}`;
  }

  /** What to call the proxy at `host:port`. */
  nameOfProxy(address: string): string {
    const index = this.proxies.findIndex((proxy) => proxy.address === address);
    return index < 0 ? address : `proxy ${index + 1}`;
  }

  /** Stops all. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.disposeAsync();
  }
}
