/**
 * What a scene of the demo plays on: a webhook of its own, and a way to say what must hold.
 *
 * @module
 */

import type { WebhookOptions } from "@hookcast/hookcast";
import { DiscordWebhook } from "@hookcast/hookcast/discord";
import type {
  DiscordRequest,
  FakeDiscord,
  FakeWebhook,
  StoredMessage,
  Violation,
} from "@hookcast/hookcast/testing";
import { green, red } from "./style.ts";
import { startTimeline, type TimelineOptions } from "./timeline.ts";

/** The stage of one scene. What it tells of the server, it reads from the server. */
export class Stage {
  /** The fake Discord. */
  readonly discord: FakeDiscord;
  /** The webhook of this scene. */
  readonly webhook: FakeWebhook;
  /** How much faster than Discord the fake runs. */
  readonly speed: number;
  /** How many claims held so far. */
  held = 0;
  /** How many claims did not hold. */
  broken = 0;

  /**
   * @param discord The fake Discord.
   * @param speed How much faster than Discord it runs.
   */
  constructor(discord: FakeDiscord, speed: number) {
    this.discord = discord;
    this.webhook = discord.addWebhook();
    this.speed = speed;
  }

  /** The requests of this scene, as the server saw them. */
  get requests(): readonly DiscordRequest[] {
    return this.discord.requests.filter(({ webhookId }) => webhookId === this.webhook.id);
  }

  /** What the server answered, request by request. */
  get answers(): readonly (number | null)[] {
    return this.requests.map(({ status }) => status);
  }

  /** The messages that the server stored. */
  get stored(): readonly StoredMessage[] {
    return this.discord.stored.filter(({ webhookId }) => webhookId === this.webhook.id);
  }

  /** What the server had to object to: a sender with manners gives it no cause. */
  get violations(): readonly Violation[] {
    return this.discord.violations.filter(({ request }) => request.webhookId === this.webhook.id);
  }

  /**
   * Opens the webhook of this scene.
   *
   * @param options How to send, and where the server seems to be.
   * @param timeline What the timeline shows.
   * @returns The webhook.
   */
  open(
    options: WebhookOptions & { readonly baseUrl?: string } = {},
    timeline: TimelineOptions = { name: () => "discord" },
  ): DiscordWebhook {
    const { baseUrl = this.discord.url } = options;
    const url = new URL(new URL(this.webhook.url).pathname, baseUrl);
    return new DiscordWebhook(url, { ...options, baseUrl, onAttempt: startTimeline(timeline) });
  }

  /**
   * Says what must hold, and whether it does.
   *
   * @param claim The sentence.
   * @param holds Whether it is true.
   */
  check(claim: string, holds: boolean): void {
    if (holds) this.held++;
    else this.broken++;
    console.log(holds ? `  ${green("✓")} ${claim}` : `  ${red("✗ does not hold:")} ${claim}`);
  }
}
