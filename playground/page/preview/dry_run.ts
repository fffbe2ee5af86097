/**
 * Finds out what a send would post, by letting the library send it to a `fetch` that keeps it.
 * What the preview shows is therefore what goes out: split, cut, rendered and checked.
 *
 * @module
 */

import { Webhook } from "@hookcast/hookcast";
import { type DiscordMessage, DiscordWebhook } from "@hookcast/hookcast/discord";
import { discordEmbeds, Notifier, plainJson, slackBlocks } from "@hookcast/hookcast/notifier";
import { type SlackMessage, SlackWebhook } from "@hookcast/hookcast/slack";
import type { AlertPayload, Order } from "../../api/order.ts";

/** A file of a message. */
export interface PostedFile {
  readonly name: string;
  readonly size: number;
}

/** One message that would be posted. */
export interface Posted {
  /** Who shows it. */
  readonly service: "discord" | "slack" | "generic";
  /** Its JSON. */
  readonly body: unknown;
  /** Its files. */
  readonly files: readonly PostedFile[];
}

/** What a send would come to. */
export interface DryRun {
  readonly messages: readonly Posted[];
  /** Why the library would refuse it; `null` where it would not. */
  readonly error: string | null;
}

const DISCORD_URL = `https://discord.com/api/webhooks/100000000000000001/${"x".repeat(68)}`;
const SLACK_URL = `https://hooks.slack.com/services/T00000000/B00000000/${"x".repeat(24)}`;
const GENERIC_URL = "https://receiver.test/hook";

/** What an alert may hold beside its severity and title. */
type AlertRest = Omit<AlertPayload, "severity" | "title">;

/**
 * Does a dry run.
 *
 * @param order What would be sent. Its URL, faults and count do not matter.
 * @returns What would be posted.
 */
export async function dryRun(order: Order): Promise<DryRun> {
  const messages: Posted[] = [];
  const keep = (service: Posted["service"]): typeof fetch => async (_, init) => {
    messages.push({ service, ...await readRequest(init) });
    return answer(service);
  };
  try {
    return { messages, error: await send(order, keep) };
  } catch (error) {
    return { messages, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Sends, and resolves to what went wrong. */
async function send(
  { target, payload, options = {}, files = [] }: Order,
  keep: (service: Posted["service"]) => typeof fetch,
): Promise<string | null> {
  switch (target) {
    case "generic": {
      const hook = new Webhook(GENERIC_URL, { fetch: keep("generic"), rateLimit: false });
      return (await hook.send(payload)).error;
    }
    case "discord": {
      const hook = new DiscordWebhook(DISCORD_URL, { fetch: keep("discord"), rateLimit: false });
      const attached = files.map(({ name, data = "" }) => ({
        name,
        data: Uint8Array.fromBase64(data),
      }));
      const message = attached.length === 0 ? payload : {
        ...(typeof payload === "string" ? { content: payload } : payload as object),
        files: attached,
      };
      const { wait: _, threadId: __, ...shown } = options.discord ?? {};
      return (await hook.send(message as DiscordMessage, shown)).error;
    }
    case "slack": {
      const hook = new SlackWebhook(SLACK_URL, { fetch: keep("slack"), rateLimit: false });
      return (await hook.send(payload as SlackMessage)).error;
    }
    case "notifier":
      return await notify(payload as AlertPayload, options.notifier?.channel ?? "discord", keep);
  }
}

async function notify(
  { severity, title, ...rest }: AlertPayload,
  service: Posted["service"],
  keep: (service: Posted["service"]) => typeof fetch,
): Promise<string | null> {
  const settings = { fetch: keep(service), rateLimit: false } as const;
  const channel = service === "discord"
    ? { to: new DiscordWebhook(DISCORD_URL, settings), ...discordEmbeds() }
    : service === "slack"
    ? { to: new SlackWebhook(SLACK_URL, settings), ...slackBlocks() }
    : { to: new Webhook(GENERIC_URL, settings), ...plainJson() };
  await using notifier = new Notifier({
    channels: { all: channel },
    routes: { P0: "all", P1: "all", P2: "all", P3: "all", DEV: "all" },
    throttle: false,
    mirrorFailures: false,
  });
  notifier.notify(severity, title, rest as AlertRest);
  await notifier.flush();
  return null;
}

async function readRequest(init: RequestInit = {}): Promise<Pick<Posted, "body" | "files">> {
  // The library's blobs keep their bytes themselves, where a browser does not look for them.
  const body = init.body instanceof Blob ? await init.body.arrayBuffer() : init.body;
  const request = new Response(body, { headers: new Headers(init.headers) });
  if (!request.headers.get("content-type")?.startsWith("multipart/")) {
    return { body: readJson(await request.text()), files: [] };
  }
  const form = await request.formData();
  const files = [...form.values()].filter((value) => value instanceof File);
  return {
    body: readJson(String(form.get("payload_json") ?? "null")),
    files: files.map(({ name, size }) => ({ name, size })),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function answer(service: Posted["service"]): Response {
  if (service === "slack") return new Response("ok");
  const id = "100000000000000002";
  return Response.json({ id, channel_id: id, content: "", embeds: [] });
}
