/**
 * Shows a message as its readers will see it.
 *
 * @module
 */

import { type Signal, signal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { files, options, payload, target } from "../state/draft.ts";
import type { DryRun, Posted } from "./dry_run.ts";
import { Guard } from "./guard.tsx";
import { followLink } from "./links.ts";

/** What finds out what would be posted, and what draws it. Both are large: they come later. */
const dryRun: Signal<typeof import("./dry_run.ts").dryRun | null> = signal(null);
const Discord: Signal<typeof import("./discord.tsx").DiscordPreview | null> = signal(null);
const Slack: Signal<typeof import("./slack.tsx").SlackPreview | null> = signal(null);

const run: Signal<DryRun> = signal({ messages: [], error: null });

/** Loads what finds out what would be posted, once the page is there. */
export async function loadPreview(): Promise<void> {
  const module = await import("./dry_run.ts");
  dryRun.value = module.dryRun;
}

/** Loads what draws messages of a service, when there is one. */
async function loadDrawer(service: Posted["service"]): Promise<void> {
  if (service === "discord" && !Discord.value) {
    const module = await import("./discord.tsx");
    Discord.value = module.DiscordPreview;
  }
  if (service === "slack" && !Slack.value) {
    const module = await import("./slack.tsx");
    Slack.value = module.SlackPreview;
  }
}

/** How long typing has to rest before the preview follows, in ms. */
const REST = 120;

/** The preview. */
export function Preview(): JSX.Element {
  useSignalEffect(() => {
    const find = dryRun.value;
    const parsed = payload.value;
    const order = {
      target: target.value,
      payload: parsed.ok ? parsed.value : null,
      files: files.value,
      options: options.value,
    };
    if (!find || !parsed.ok) return;
    let isLatest = true;
    const timer = setTimeout(async () => {
      const outcome = await find(order);
      for (const { service } of outcome.messages) await loadDrawer(service);
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
      <div
        class="preview-body"
        tabIndex={0}
        role="group"
        aria-label="The message, as it will look"
        onClickCapture={followLink}
        onAuxClick={followLink}
      >
        {error && <p class="refusal">{error}</p>}
        {messages.length > 0 && (
          <Guard of={messages}>
            <Drawn messages={messages} />
          </Guard>
        )}
      </div>
    </section>
  );
}

function Drawn({ messages }: { readonly messages: readonly Posted[] }): JSX.Element | null {
  switch (messages[0]?.service) {
    case "discord":
      return Discord.value && <Discord.value messages={messages} />;
    case "slack":
      return Slack.value && <Slack.value messages={messages} />;
    default:
      return (
        <pre class="code plain-json">{
          messages.map(({ body }) => JSON.stringify(body, null, 2)).join("\n")
        }</pre>
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
