/**
 * The types that the schemas are generated from, by `scripts/build_schemas.ts`: what can stand in
 * the editor, which is JSON, so no builders, files or functions.
 *
 * @module
 */

import type { RESTPostAPIWebhookWithTokenJSONBody } from "discord-api-types/v10";
import type { SlackMessage } from "@hookcast/hookcast/slack";
import type { KnownBlock, MessageAttachment, MessageMetadata } from "@slack/types";
import type { AlertPayload, Options } from "../api/order.ts";
import type { Scenario } from "../api/scenario.ts";

/** A message to Discord: its content, or the whole message as Discord names its parts. */
export type DiscordSchema = string | RESTPostAPIWebhookWithTokenJSONBody;

/** A message to Slack: its text, or the whole message as this library names its parts. */
export type SlackSchema =
  | string
  | (Omit<SlackMessage, "blocks" | "attachments" | "metadata"> & {
    /** Up to 50 blocks of Block Kit. */
    readonly blocks?: readonly KnownBlock[];
    /** Up to 100 attachments. */
    readonly attachments?: readonly MessageAttachment[];
    /** Data for apps, which people do not see. */
    readonly metadata?: MessageMetadata;
  });

/** An alert. */
export type NotifierSchema = AlertPayload;

/** How to send. */
export type OptionsSchema = Options;

/** A scenario. */
export type ScenarioSchema = Scenario;
