/**
 * The scenes of the demo: scenario files, played at a terminal.
 *
 * @module
 */

import { ProxyPool, type WebhookOptions } from "@hookcast/hookcast";
import type { DiscordMessage } from "@hookcast/hookcast/discord";
import { FakeProxy } from "@hookcast/hookcast/testing";
import type { Fault } from "../api/order.ts";
import type { Scenario } from "../api/scenario.ts";
import { discordFault, isProxyFault } from "../engine/faults.ts";
import { readScenarios } from "../engine/scenarios.ts";
import { payloadOf } from "../engine/send/payload.ts";
import { judge } from "./expectation.ts";
import type { Stage } from "./stage.ts";
import { plural, wrap } from "./words.ts";

/** One scene. */
export interface Scene {
  /** The heading. */
  readonly title: string;
  /** What is to be seen. */
  readonly preview: string;
  /** Plays it. */
  play(stage: Stage): Promise<void>;
}

/** So wide is what is printed. */
const WIDTH = 78;

/**
 * Reads the scenes from the scenario files.
 *
 * @returns The scenes, in order.
 */
export async function readScenes(): Promise<Scene[]> {
  const scenarios = (await readScenarios()).filter(({ tags = [] }) => tags.includes("demo"));
  return scenarios.map((scenario) => ({
    title: scenario.title,
    preview: wrap(scenario.about, WIDTH),
    play: (stage) => play(scenario, stage),
  }));
}

/** Carries out an order of a scenario, and says whether what must hold does. */
async function play({ order, expect = {} }: Scenario, stage: Stage): Promise<void> {
  const { count = 1, options = {}, faults = [] } = order;
  await using proxies = await SceneProxies.start(stage, options.proxies === "fakes");
  for (const fault of faults) await proxies.apply(fault) || injectInto(stage, fault);
  const { timeout, maxRetries, delivery } = options;
  const own: WebhookOptions = { timeout, maxRetries, delivery, proxies: proxies.pool };
  const name = ({ proxy }: { readonly proxy: string | null }) => proxies.nameOf(proxy);
  const hook = stage.open(
    { ...defined(own), ...(proxies.pool && { baseUrl: proxies.baseUrl }) },
    { name, many: count > 1 },
  );
  const begun = performance.now();
  const results = await Promise.all(Array.from({ length: count }, (_, index) => {
    return hook.send(payloadOf(order, index + 1) as DiscordMessage);
  }));
  const outcome = {
    results,
    attempts: results.reduce((sum, { attempts }) => sum + attempts, 0),
    statuses: stage.answers,
    stored: stage.stored.length,
    violations: stage.violations.length,
    parts: Math.max(1, ...results.map(({ discord }) => discord.parts.length)),
    burnt: proxies.burnt,
    elapsed: performance.now() - begun,
  };
  for (const { claim, holds } of judge(expect, outcome, stage.speed)) stage.check(claim, holds);
  // Every text is sent, and what is sent again is the same to the byte.
  const bodies = new Set(stage.requests.map(({ hash }) => hash));
  stage.check(`it saw ${plural(bodies.size, "text")}, to the byte`, bodies.size === count);
}

/** What goes wrong at the webhook of the scene. */
function injectInto(stage: Stage, fault: Fault): void {
  if (isProxyFault(fault)) return;
  if (fault.kind === "dead-webhook") return void stage.discord.deleteWebhook(stage.webhook.id);
  const { times = 1 } = fault;
  const faster = "wait" in fault && fault.wait !== undefined
    ? { ...fault, wait: fault.wait / stage.speed }
    : fault;
  stage.discord.fail(discordFault(faster), { times });
}

/** The proxies of a scene, if it has any. */
class SceneProxies implements AsyncDisposable {
  /** The pool to send by. */
  readonly pool: ProxyPool | undefined;
  /** Where Discord seems to be: a message that went past the proxies would not arrive. */
  readonly baseUrl = "http://discord.test";
  readonly #proxies: readonly FakeProxy[];

  private constructor(proxies: readonly FakeProxy[]) {
    this.#proxies = proxies;
    this.pool = proxies.length > 0 ? new ProxyPool(proxies.map(({ url }) => url)) : undefined;
  }

  static async start({ discord }: Stage, isWanted: boolean): Promise<SceneProxies> {
    if (!isWanted) return new SceneProxies([]);
    const resolve = () => ({ host: "127.0.0.1", port: Number(new URL(discord.url).port) });
    const kinds = ["http", "socks5"] as const;
    return new SceneProxies(
      await Promise.all(kinds.map((kind) => FakeProxy.start({ kind, resolve }))),
    );
  }

  /** How often one was burnt. */
  get burnt(): number {
    return this.pool?.stats().reduce((sum, { burnt }) => sum + burnt, 0) ?? 0;
  }

  /** What to call the way that an attempt took. */
  nameOf(address: string | null): string {
    const index = this.#proxies.findIndex((proxy) => proxy.address === address);
    return index < 0 ? "discord" : `by proxy ${index + 1}`;
  }

  /** Lets a proxy fail; `false` if the fault is none of a proxy. */
  async apply(fault: Fault): Promise<boolean> {
    if (!isProxyFault(fault)) return false;
    const proxy = this.#proxies[fault.proxy - 1];
    if (fault.kind === "proxy-dies") await proxy?.die();
    else if (proxy) proxy.fault = fault.kind === "proxy-hangs" ? "hang" : "refuse";
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.pool?.close();
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
  }
}

function defined(options: WebhookOptions): WebhookOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
