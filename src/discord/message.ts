/**
 * What a Discord webhook can say.
 *
 * @module
 */

import type {
  APIEmbed,
  APIMessageTopLevelComponent,
  RESTAPIPoll,
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
  RESTPostAPIWebhookWithTokenJSONBody,
} from "discord-api-types/v10";
import { refuseLoss } from "../core/body.ts";
import type { DiscordFile, DiscordFileBuilder } from "./file.ts";
import { type DeepBuildable, toPlain } from "./plain.ts";

/** An id, as text or as `bigint`. A number could not hold it. */
export type DiscordId = string | bigint;

/** Who a message says it is from. */
export interface DiscordIdentity {
  /** The name shown in place of the webhook's own; 1 to 80 characters. */
  readonly username?: string;
  /** The URL of the picture shown in place of the webhook's own. */
  readonly avatarUrl?: string;
}

/** Who may be pinged: all mentions of some types, or those of the users and roles listed. */
export interface DiscordAllowedMentions {
  /** The types of mentions that ping; `everyone` is for `@here` too. */
  readonly parse?: readonly ("everyone" | "roles" | "users")[];
  /** The ids of up to 100 roles; not beside `parse: ["roles"]`. */
  readonly roles?: readonly DiscordId[];
  /** The ids of up to 100 users; not beside `parse: ["users"]`. */
  readonly users?: readonly DiscordId[];
}

/** Any way to give a file. */
export type DiscordFileLike = DiscordFile | DiscordFileBuilder | Blob;

/** A message as Discord's API names its parts; and files. Builders may stand for any object. */
export type DiscordMessage =
  & DeepBuildable<Omit<RESTPostAPIWebhookWithTokenJSONBody, "allowed_mentions">>
  & {
    /** Who may be pinged. */
    readonly allowed_mentions?: DiscordAllowedMentions;
    /** Files to upload. */
    readonly files?: readonly DiscordFileLike[];
  };

/** An edit as Discord's API names its parts: what is left out stays, `null` or `[]` clears. */
export type DiscordEdit =
  & DeepBuildable<Omit<RESTPatchAPIWebhookWithTokenMessageJSONBody, "allowed_mentions">>
  & {
    /** Who may be pinged. Discord does not remember what the message said. */
    readonly allowed_mentions?: DiscordAllowedMentions;
    /** Files to upload. They are added to those there; `attachments` lists which of those stay. */
    readonly files?: readonly DiscordFileLike[];
  };

/** Parts of a message, and of an edit, that can be given beside its content. */
export interface DiscordBodyOptions {
  /** Up to ten embeds: raw ones, or builders. */
  readonly embeds?: readonly DeepBuildable<APIEmbed>[];
  /**
   * Rows of buttons, or components V2, for which the flag is set by itself: raw ones, or builders.
   * A webhook that no application owns can have links only.
   */
  readonly components?: readonly DeepBuildable<APIMessageTopLevelComponent>[];
  /** Files to upload. */
  readonly files?: readonly DiscordFileLike[];
  /** Flags, added up: 4 hides embeds of links, 4096 sends without a notification. */
  readonly flags?: number;
  /**
   * Who may be pinged by mentions in the content.
   *
   * @default {{ parse: [] }}
   */
  readonly allowedMentions?: DiscordAllowedMentions;
}

/** Parts of a message that can be given beside its content. They win over those inside it. */
export interface DiscordMessageOptions extends DiscordIdentity, DiscordBodyOptions {
  /** A poll: a raw one, or a builder. */
  readonly poll?: DeepBuildable<RESTAPIPoll>;
  /** Whether it is read aloud. */
  readonly tts?: boolean;
  /** The name of a thread to create with this message; only in forum and media channels. */
  readonly threadName?: string;
  /** The ids of up to five tags for that thread. */
  readonly appliedTags?: readonly DiscordId[];
}

/** The names of {@linkcode DiscordMessageOptions} in the API. */
const API_NAMES = {
  embeds: "embeds",
  components: "components",
  files: "files",
  flags: "flags",
  poll: "poll",
  tts: "tts",
  username: "username",
  avatarUrl: "avatar_url",
  threadName: "thread_name",
  appliedTags: "applied_tags",
  allowedMentions: "allowed_mentions",
} as const satisfies Record<keyof DiscordMessageOptions, string>;

/** What Discord would ignore in a message without a word: it is an option, or of another library. */
const MISPLACED = [
  "allowedMentions",
  "appliedTags",
  "avatarURL",
  "avatarUrl",
  "embed",
  "threadId",
  "threadName",
  "wait",
];

/** The names of all options that are parts of a message. */
export const MESSAGE_OPTIONS = Object.keys(API_NAMES) as readonly (keyof DiscordMessageOptions)[];

/** The same for an edit. */
export const EDIT_OPTIONS = [
  "embeds",
  "components",
  "files",
  "flags",
  "allowedMentions",
] as const satisfies readonly (keyof DiscordBodyOptions)[];

/** A plain message as it goes over the wire, before its files are described. */
export type RawMessage = Readonly<Record<string, unknown>> & {
  readonly content?: string | null;
  readonly embeds?: readonly APIEmbed[] | null;
  readonly attachments?: readonly unknown[] | null;
  readonly components?: readonly unknown[] | null;
};

/** A message whose parts are put together; its files are not read yet. */
export interface Draft {
  readonly message: RawMessage;
  readonly files: readonly DiscordFileLike[];
}

/**
 * Puts a message together. What is given beside it wins over what is in it, and both win over the
 * webhook's own identity.
 *
 * @param message The content, or a whole message.
 * @param options Parts given beside it.
 * @param identity The identity of the webhook; none for an edit.
 * @returns The message as a plain object, and its files.
 * @throws {TypeError} If a part is of the wrong type.
 * @throws Whatever a builder throws.
 */
export function composeMessage(
  message: string | DeepBuildable<DiscordMessage> | DeepBuildable<DiscordEdit>,
  options: DiscordMessageOptions,
  identity: DiscordIdentity,
): Draft {
  const { files: beside, ...parts } = renamed(options);
  const { files: inside, ...body } = typeof message === "string"
    ? { content: message, files: undefined }
    : readBody(message);
  const files = (beside ?? inside ?? []) as readonly DiscordFileLike[];
  const plain = toPlain<Record<string, unknown>>({
    ...renamed(identity),
    ...body,
    ...parts,
  });
  // Always sent: what Discord does without it has changed over time, and may ping everyone.
  return {
    message: { ...plain, allowed_mentions: plain.allowed_mentions ?? { parse: [] } },
    files,
  };
}

/** What is given of a message, under the names of the API. */
function renamed(options: DiscordMessageOptions): Record<string, unknown> {
  const entries = MESSAGE_OPTIONS.map((name) => [API_NAMES[name], options[name]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A message as an object; its files, whose bytes must not be copied, as they are. */
function readBody(message: unknown): Record<string, unknown> {
  const isBuilder = typeof message === "object" && message !== null && "toJSON" in message &&
    typeof message.toJSON === "function";
  const body: unknown = isBuilder ? (message as { toJSON(): unknown }).toJSON() : message;
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new TypeError("the message must be a text or an object");
  }
  // What is no plain object, such as a promise or a `Map`, must not pass for an empty message.
  refuseLoss(body);
  const misplaced = MISPLACED.find((name) => name in body);
  if (misplaced) {
    throw new TypeError(`'${misplaced}' is no part of a message: see the options of send()`);
  }
  return { ...body };
}
