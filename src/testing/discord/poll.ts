/**
 * Polls: what they may hold, and how a message shows them.
 * Source: https://docs.discord.com/developers/resources/poll#poll-create-request-object
 *
 * @module
 */

import type { APIMessage } from "discord-api-types/v10";
import { type Fields, isFields } from "./body.ts";
import {
  checkBoolean,
  checkChoice,
  checkInteger,
  checkList,
  checkObject,
  checkPresent,
  checkRequiredText,
  checkSnowflake,
  type FieldPath,
  isAbsent,
} from "./field_checks.ts";
import type { FormErrors } from "./form_errors.ts";

/** How long a poll runs unless it says so, in hours. */
const DEFAULT_DURATION = 24;

const HOUR = 3_600_000;

/** Checks the poll of a new message. */
export function checkPoll(value: unknown, errors: FormErrors): void {
  if (isAbsent(value)) return;
  const poll = checkObject(value, ["poll"], errors);
  if (!poll) return;
  const { question, answers, duration, allow_multiselect: multiple, layout_type: layout } = poll;
  checkMedia(question, ["poll", "question"], errors, 300);
  checkPresent(answers, ["poll", "answers"], errors);
  const list = checkList(answers, ["poll", "answers"], errors, { min: 1, max: 10 });
  for (const [index, entry] of list.entries()) {
    const answer = checkObject(entry, ["poll", "answers", index], errors);
    if (answer) checkMedia(answer.poll_media, ["poll", "answers", index, "poll_media"], errors, 55);
  }
  checkInteger(duration, ["poll", "duration"], errors, { min: 1, max: 768 });
  checkBoolean(multiple, ["poll", "allow_multiselect"], errors);
  checkChoice(layout, ["poll", "layout_type"], errors, [1]);
}

/** The ids of the custom emoji of a poll. */
export function emojiOf(poll: unknown): string[] {
  if (!isFields(poll) || !Array.isArray(poll.answers)) return [];
  return poll.answers.flatMap((answer: Fields) => {
    const media = isFields(answer.poll_media) ? answer.poll_media : {};
    const id = isFields(media.emoji) ? media.emoji.id : undefined;
    return isAbsent(id) ? [] : [String(id)];
  });
}

/** A checked poll as a message shows it, to which nobody has answered. */
export function shownPoll(poll: unknown, now: number): Pick<APIMessage, "poll"> {
  if (!isFields(poll)) return {};
  const answers = (poll.answers as Fields[]).map(({ poll_media }, index) => {
    return { answer_id: index + 1, poll_media };
  });
  const end = now + Number(poll.duration ?? DEFAULT_DURATION) * HOUR;
  const shown = {
    question: poll.question,
    answers,
    expiry: new Date(end).toISOString().replace("Z", "000+00:00"),
    allow_multiselect: poll.allow_multiselect ?? false,
    layout_type: 1,
    results: { is_finalized: false, answer_counts: [] },
  };
  return { poll: shown as unknown as NonNullable<APIMessage["poll"]> };
}

function checkMedia(value: unknown, path: FieldPath, errors: FormErrors, max: number): void {
  if (!checkPresent(value, path, errors)) return;
  const media = checkObject(value, path, errors);
  if (!media) return;
  checkRequiredText(media.text, [...path, "text"], errors, { max });
  const emoji = checkObject(media.emoji, [...path, "emoji"], errors);
  if (!emoji || isAbsent(media.emoji)) return;
  checkSnowflake(emoji.id, [...path, "emoji", "id"], errors);
  // A question takes no emoji, an answer one by id or by name. Discord's words we do not know.
  if (path.includes("question") || isAbsent(emoji.id) === isAbsent(emoji.name)) {
    errors.add([...path, "emoji"], "POLL_EMOJI_INVALID", "Invalid emoji");
  }
}
