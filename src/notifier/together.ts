/**
 * Several channels that are used as one.
 *
 * @module
 */

import { renderEntry } from "./audit.ts";
import type { Channel } from "./channel.ts";
import { guardedSend } from "./guarded_send.ts";

/** For each of the channels, what makes its payload: one that cannot render spoils no other. */
type Parts = readonly (() => unknown)[];

/**
 * Makes one channel of several: each alert goes to all of them at the same time, such as to Discord
 * and to Slack. The result is that of the first that failed, or else of the first.
 *
 * @example
 * ```ts
 * import { Notifier, plainJson, together } from "@hookcast/hookcast/notifier";
 * import { RecordingSender } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const [one, two] = [new RecordingSender(), new RecordingSender()];
 * const alerts = together({ to: one, ...plainJson() }, { to: two, ...plainJson() });
 * await using notifier = new Notifier({ channels: { alerts } });
 * await notifier.notifyNow("P0", "Database down");
 *
 * assertEquals([one.payloads.length, two.payloads.length], [1, 1]);
 * ```
 * @param channels The channels; at least one.
 * @returns The channel. It merges alerts if each of them can.
 */
export function together(...channels: readonly [Channel, ...Channel[]]): Channel {
  const all: Channel<Parts> = {
    to: {
      async send(parts, options) {
        const sends = channels.map(({ to }, index) => {
          return guardedSend(to, parts[index]!, options?.signal);
        });
        const results = await Promise.all(sends);
        return results.find(({ ok }) => !ok) ?? results[0]!;
      },
    },
    render: (alert) => channels.map((channel) => () => channel.render(alert)),
    mirror: (entry) => channels.map((channel) => () => renderEntry(channel, entry)),
  };
  if (!channels.every(({ digest }) => digest)) return all as Channel;
  const digest: Channel<Parts>["digest"] = (alerts) => {
    return channels.map((channel) => () => channel.digest!(alerts));
  };
  return { ...all, digest } as Channel;
}
