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
    40058: "CannotSendAMessageInAForumChannel",
    40066: "ThereAreNoTagsAvailableThatCanBeSetByNonModerators",
    40067: "TagRequiredToCreateAForumPostInThisChannel",
    40333: "CloudflareIsBlockingYourRequest",
    50001: "MissingAccess",
    50005: "CannotEditMessageAuthoredByAnotherUser",
    50006: "CannotSendAnEmptyMessage",
    50013: "MissingPermissions",
    50035: "InvalidFormBodyOrContentType",
    50041: "InvalidAPIVersion",
    50045: "FileUploadedExceedsMaximumSize",
    50046: "InvalidFileUploaded",
    50073: "CannotModifyASystemWebhook",
    50083: "InvalidActionOnArchivedThread",
    50109: "RequestBodyContainsInvalidJSON",
    50110: "ProvidedFileIsInvalid",
    50123: "ProvidedFileTypeIsInvalid",
    50146: "UploadedFileNotFound",
    160002: "CannotReplyWithoutPermissionToReadMessageHistory",
    160004: "ThreadAlreadyCreatedForMessage",
    160005: "ThreadLocked",
    160014: "CannotForwardMessageWithUnreadableContent",
    200000: "MessageWasBlockedByAutomaticModeration",
    200001: "TitleWasBlockedByAutomaticModeration",
    220001: "WebhooksPostedToForumChannelsMustHaveAThreadNameOrThreadId",
    220002: "WebhooksPostedToForumChannelsCannotHaveBothAThreadNameAndThreadId",
    220003: "WebhooksCanOnlyCreateThreadsInForumChannels",
    220004: "WebhookServicesCannotBeUsedInForumChannels",
    240000: "MessageBlockedByHarmfulLinksFilter",
    400001: "AccessToFileUploadsHasBeenLimitedForThisGuild",
    520002: "InvalidChannelTypeForPollCreation",
    520003: "CannotEditAPollMessage",
    520004: "CannotUseAnEmojiIncludedWithThePoll",
  }),
  ...list("transient", {
    20016: "ActionCannotBePerformedDueToSlowmodeRateLimit",
    20028: "ChannelSendRateLimit",
    20029: "ServerSendRateLimit",
    30046: "MaximumNumberOfEditsToMessagesOlderThanOneHourReached",
    40004: "SendMessagesHasBeenTemporarilyDisabled",
    40006: "FeatureTemporarilyDisabledServerSide",
    40062: "ServiceResourceIsBeingRateLimited",
    130000: "APIResourceOverloaded",
    160006: "MaximumActiveThreads",
    160007: "MaximumActiveAnnouncementThreads",
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
  // No other credential is sent than the webhook's own. Without a code it is not Discord who asks.
  if (status === 401 && code === 0) return "dead";
  if (status === 408 || status === 425 || status === 429 || status >= 500) return "transient";
  return "permanent";
}
