/**
 * Finds the URLs of Discord and Slack webhooks in any text, in whatever way they are written there.
 *
 * @module
 */

/** A slash or a few, as they stand in a URL, escaped in JSON, or percent-encoded. */
const SLASH = String.raw`(?:\\{0,3}/|\\u002f|%(?:25)?2f){1,3}`;

/** A port, with its colon as it is or percent-encoded. */
const PORT = String.raw`(?:(?::|%(?:25)?3a)\d{1,5})?`;

/** Parts of a path. All are bounded: a regular expression may not swallow a text of megabytes. */
const parts = (...each: readonly string[]) => each.join(SLASH);

const DISCORD = parts(
  String.raw`(?:ptb\.|canary\.)?discord(?:app)?\.com${PORT}`,
  "api",
  String.raw`(?:v\d{1,3}${SLASH})?webhooks`,
  String.raw`(?<id>\d{17,20})`,
  String.raw`(?<token>[\w-]{1,200})`,
);

const SLACK = parts(
  String.raw`hooks\.slack(?:-gov)?\.com${PORT}`,
  "(?:services|workflows|triggers|actions|commands)",
  "[te][a-z0-9]{1,20}",
  "[a-z0-9]{1,20}",
  String.raw`(?:\d{1,20}${SLASH})?(?<token>[a-z0-9]{1,200})`,
);

/** The URL of a webhook in a text. */
export interface FoundWebhookUrl {
  /** Whose it is. */
  readonly service: "discord" | "slack";
  /** Where its host begins in the text. */
  readonly index: number;
  /** The part that nobody may know. */
  readonly token: string;
  /** What may be shown of it. */
  readonly masked: string;
}

/** The looks, each with what may be shown. Hosts may be written in capitals. */
const LOOKS = [
  {
    service: "discord",
    look: new RegExp(DISCORD, "gi"),
    mask: (id = "") => `discord.com/api/webhooks/${id}/***`,
  },
  { service: "slack", look: new RegExp(SLACK, "gi"), mask: () => "hooks.slack.com/***" },
] as const;

/**
 * Finds the URLs of webhooks in a text, with or without their scheme.
 *
 * @param text The text.
 * @returns The URLs: those of Discord, then those of Slack.
 */
export function findWebhookUrls(text: string): FoundWebhookUrl[] {
  return LOOKS.flatMap(({ service, look, mask }) =>
    Array.from(text.matchAll(look), ({ index, groups: { id, token = "" } = {} }) => {
      return { service, index, token, masked: mask(id) };
    })
  );
}

/**
 * Takes the secret part out of every URL of a webhook in a text. Other URLs stay as they are.
 *
 * @param text The text.
 * @returns The text without them.
 */
export function maskWebhookUrls(text: string): string {
  return LOOKS.reduce((rest, { look, mask }) => {
    return rest.replace(look, (...match) => mask(match.at(-1).id));
  }, text);
}
