/**
 * The probe that a service makes when it starts.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";

/** What a probe says, and where. */
export interface ProbeOptions {
  /**
   * The name of the service, for the title.
   *
   * @default {"Service"}
   */
  readonly service?: string;
  /** The version of the service, for the text. */
  readonly version?: string;
  /**
   * The channel.
   *
   * @default {"dev"}
   */
  readonly channel?: string;
  /** Ends the probe. */
  readonly signal?: AbortSignal;
}

/** Whether a probe got through. */
export interface ProbeResult {
  /**
   * `reachable`: it was delivered. `unreachable`: it was not. `disabled`: nothing was tried, as the
   * notifier is off or closed, or the channel is not set up.
   */
  readonly status: "reachable" | "unreachable" | "disabled";
  /** What came of it; `null` if nothing was tried. */
  readonly result: WebhookResult | null;
}

/** What a probe comes to as an alert. */
export interface ProbeMessage {
  /** The title. */
  readonly title: string;
  /** The text. */
  readonly description: string;
  /** The channel. */
  readonly channel: string;
}

/**
 * Words a probe.
 *
 * @param options What it says, and where.
 * @returns The message.
 */
export function wordProbe({ service = "Service", version, channel }: ProbeOptions): ProbeMessage {
  return {
    title: `${service} started`,
    description: version === undefined ? "" : `Version ${version}`,
    channel: channel ?? "dev",
  };
}
