/**
 * What Discord's error codes mean for a sender.
 *
 * @module
 */

/**
 * What to make of a failure:
 *
 * - `dead`: the webhook is gone, or its token is wrong. Nothing sent there will ever arrive.
 * - `permanent`: this message will not be taken, however often it is sent.
 * - `transient`: it may be taken later.
 */
export type DiscordFailureClass = "dead" | "permanent" | "transient";

/** A code that is met at webhooks. */
interface Meaning {
  readonly name: string;
  readonly class: DiscordFailureClass;
}

const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  ...list("dead", {
    10015: "UnknownWebhook",
    50027: "InvalidWebhookToken",
    40001: "Unauthorized",
    50014: "InvalidToken",
  }),
  ...list("permanent", {
    10003: "UnknownChannel",
    10008: "UnknownMessage",
    10014: "UnknownEmoji",
    10087: "UnknownTag",
    30015: "MaximumNumberOfAttachmentsInAMessageReached",
    40005: "RequestEntityTooLarge",
    40007: "UserBannedFromThisGuild",
    40058: "CannotSendAMessageInANonForumChannel",
    40066: "ThereAreNoTagsAvailableThatCanBeSetByNonModerators",
    40067: "TagRequiredToCreateAForumPostInThisChannel",
    40333: "CloudflareIsBlockingYourRequest",
    50001: "MissingAccess",
    50005: "CannotEditMessageAuthoredByAnotherUser",
    50006: "CannotSendAnEmptyMessage",
    50013: "MissingPermissions",
    50035: "InvalidFormBodyOrContentType",
    50041: "InvalidAPIVersionProvided",
    50045: "FileUploadedExceedsMaximumSize",
    50046: "InvalidFileUploaded",
    50073: "SystemWebhook",
    50083: "ThreadArchived",
    50109: "RequestBodyContainsInvalidJSON",
    50110: "ProvidedFileIsInvalid",
    50123: "ProvidedFileTypeIsInvalid",
    50146: "UploadedFileNotFound",
    160002: "CannotReplyWithoutReadMessageHistory",
    160004: "ThreadAlreadyCreatedForMessage",
    160005: "ThreadLocked",
    160014: "CannotForwardMessage",
    200000: "MessageBlockedByAutoModeration",
    200001: "TitleBlockedByAutoModeration",
    220001: "WebhooksPostedToForumMustHaveThreadNameOrThreadId",
    220002: "WebhooksPostedToForumCannotHaveBoth",
    220003: "WebhooksCanOnlyCreateThreadsInForums",
    220004: "WebhookServicesCannotBeUsedInForums",
    240000: "MessageBlockedByHarmfulLinksFilter",
    400001: "UploadsLimitedForGuild",
    520002: "PollChannelNotSupported",
    520003: "CannotEditAPoll",
    520004: "PollEmojiNotAvailable",
  }),
  ...list("transient", {
    20016: "SlowmodeRateLimit",
    20028: "ChannelSendRateLimit",
    20029: "GuildSendRateLimit",
    30046: "MaximumNumberOfEditsToOldMessagesReached",
    40004: "SendMessagesTemporarilyDisabled",
    40006: "FeatureTemporarilyDisabled",
    40062: "ServiceResourceRateLimited",
    130000: "APIResourceOverloaded",
    160006: "MaximumActiveThreadsReached",
    160007: "MaximumActiveAnnouncementThreadsReached",
  }),
]);

function list(
  failureClass: DiscordFailureClass,
  names: Readonly<Record<number, string>>,
): [number, Meaning][] {
  return Object.entries(names).map(([code, name]) => [
    Number(code),
    { name, class: failureClass },
  ]);
}

/**
 * The name of a code.
 *
 * @param code The `code` of an answer.
 * @returns Its name as `discord-api-types` writes it where it does, or `null` for one not known here.
 */
export function codeName(code: number | null): string | null {
  return code === null ? null : MEANINGS.get(code)?.name ?? null;
}

/**
 * What to make of an answer that is no 2xx: by its code first, then by its status.
 *
 * @param status The HTTP status.
 * @param code The `code` in its body, or `null`.
 * @returns The class.
 */
export function classify(status: number, code: number | null): DiscordFailureClass {
  const known = code === null ? undefined : MEANINGS.get(code);
  if (known) return known.class;
  if (status === 401) return "dead";
  if (status === 408 || status === 425 || status === 429 || status >= 500) return "transient";
  return "permanent";
}
