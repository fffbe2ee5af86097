/**
 * Shows a message as its readers will see it.
 *
 * @module
 */

import { type Signal, signal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { files, options, payload, target } from "../state/draft.ts";
import type { DryRun, Posted } from "./dry_run.ts";

/** The parts that draw messages: they are large, and loaded once the page is there. */
interface Drawers {
  readonly dryRun: typeof import("./dry_run.ts").dryRun;
  readonly Discord: typeof import("./discord.tsx").DiscordPreview;
  readonly Slack: typeof import("./slack.tsx").SlackPreview;
}

const drawers: Signal<Drawers | null> = signal(null);
const run: Signal<DryRun> = signal({ messages: [], error: null });

/** Loads what draws messages. */
export async function loadPreview(): Promise<void> {
  const [{ dryRun }, { DiscordPreview: Discord }, { SlackPreview: Slack }] = await Promise.all([
    import("./dry_run.ts"),
    import("./discord.tsx"),
    import("./slack.tsx"),
  ]);
  drawers.value = { dryRun, Discord, Slack };
}

/** How long typing has to rest before the preview follows, in ms. */
const REST = 120;

/** The preview. */
export function Preview(): JSX.Element {
  useSignalEffect(() => {
    const tools = drawers.value;
    const parsed = payload.value;
    const order = {
      target: target.value,
      payload: parsed.ok ? parsed.value : null,
      files: files.value,
      options: options.value,
    };
    if (!tools || !parsed.ok) return;
    let isLatest = true;
    const timer = setTimeout(async () => {
      const outcome = await tools.dryRun(order);
      if (isLatest) run.value = outcome;
    }, REST);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  });

  const { messages, error } = run.value;
  return (
    <section class="panel preview" aria-label="Preview">
      <header>
        <h2>Preview</h2>
        <span class="dim">{describe(messages)}</span>
      </header>
      <div class="preview-body" tabIndex={0} role="group" aria-label="The message, as it will look">
        {error && <p class="refusal">{error}</p>}
        {drawers.value && messages.length > 0 && (
          <Drawn
            tools={drawers.value}
            messages={messages}
          />
        )}
      </div>
    </section>
  );
}

function Drawn({ tools, messages }: {
  readonly tools: Drawers;
  readonly messages: readonly Posted[];
}): JSX.Element {
  switch (messages[0]?.service) {
    case "discord":
      return <tools.Discord messages={messages} />;
    case "slack":
      return <tools.Slack messages={messages} />;
    default:
      return (
        <pre class="code plain-json">{messages.map(({ body }) => JSON.stringify(body, null, 2)).join("\n")}</pre>
      );
  }
}

function describe(messages: readonly Posted[]): string {
  const [first] = messages;
  if (!first) return "";
  const place = { discord: "in Discord", slack: "in Slack", generic: "as it is posted" };
  const parts = messages.length > 1 ? `, split into ${messages.length} messages` : "";
  return `${place[first.service]}${parts}`;
}
