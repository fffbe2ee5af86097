/**
 * The servers that the terminal sends to, all on this machine.
 *
 * @module
 */

import {
  always,
  FakeDiscord,
  FakeProxy,
  FakeServer,
  type FakeWebhook,
} from "@hookcast/hookcast/testing";

/** What a receiver says when all is well. */
export const ALL_IS_WELL = { status: 200, body: { received: true } } as const;

/** The host that only the proxies know: it leads to the generic receiver. */
export const PROXIED_URL = "http://receiver.test/hook";

/** The fakes, running. */
export interface Fakes extends AsyncDisposable {
  /** How much faster than usual their clocks run. */
  readonly speed: number;
  /** A receiver that takes everything. */
  readonly receiver: FakeServer;
  /** A Discord. */
  readonly discord: FakeDiscord;
  /** Its webhook. */
  readonly webhook: FakeWebhook;
  /** Two proxies, each with a login. */
  readonly proxies: readonly FakeProxy[];
}

/**
 * Starts the fakes.
 *
 * @param speed How much faster than Discord the fake one runs.
 * @returns The fakes; disposing of them stops all.
 */
export async function startFakes(speed: number): Promise<Fakes> {
  await using started = new AsyncDisposableStack();
  const receiver = started.use(await FakeServer.start(always(ALL_IS_WELL)));
  // Without the limit per channel: its window is a minute, which is no fun to sit through.
  const discord = started.use(await FakeDiscord.start({ speed, limits: { channel: null } }));
  const login = { username: "playground", password: crypto.randomUUID() };
  const resolve = () => ({ host: "127.0.0.1", port: receiver.port });
  const proxies = [
    started.use(await FakeProxy.start({ kind: "http", ...login, resolve })),
    started.use(await FakeProxy.start({ kind: "socks5", ...login, resolve })),
  ];
  const running = started.move();
  return {
    speed,
    receiver,
    discord,
    webhook: discord.addWebhook({ name: "Playground" }),
    proxies,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/**
 * Where the generic receiver takes messages.
 *
 * @param receiver The receiver.
 * @returns The URL.
 */
export function hookOf(receiver: FakeServer): string {
  return new URL("hook", receiver.url).href;
}
