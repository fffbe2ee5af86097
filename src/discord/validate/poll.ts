/**
 * Checks a poll.
 *
 * @module
 */

import type { RESTAPIPoll } from "discord-api-types/v10";
import { POLL } from "../limits.ts";
import type { AnyMessage } from "./message.ts";
import type { Report } from "./report.ts";

/** One of a poll's answers, as it is sent. */
type Answer = RESTAPIPoll["answers"][number];

/**
 * Checks the poll.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkPoll(report: Report, message: AnyMessage): void {
  const poll = report.object("poll", message.poll);
  if (!poll) return;
  const question: Answer["poll_media"] | undefined = report.object("poll.question", poll.question);
  report.required("poll.question.text", question?.text);
  report.text("poll.question.text", question?.text, { min: 1, max: POLL.question });
  report.absent("poll.question.emoji", question?.emoji, "is not allowed: only answers have one");
  report.required("poll.answers", poll.answers);
  const answers = report.objects("poll.answers", poll.answers, { min: 1, max: POLL.answers });
  for (const { item, path } of answers) checkAnswer(report, item, path);
  report.integer("poll.duration", poll.duration, { min: 1, max: POLL.hours }, "hours");
  report.integer("poll.layout_type", poll.layout_type, { min: 1, max: 1 });
}

function checkAnswer(report: Report, answer: Answer, path: string): void {
  const media = report.object(`${path}.poll_media`, answer.poll_media);
  report.required(`${path}.poll_media.text`, media?.text);
  report.text(`${path}.poll_media.text`, media?.text, { min: 1, max: POLL.answer });
  const emoji = report.object(`${path}.poll_media.emoji`, media?.emoji);
  report.id(`${path}.poll_media.emoji.id`, emoji?.id);
  if (emoji?.id && emoji.name) {
    report.refuse(`${path}.poll_media.emoji`, "must have an id or a name, not both");
  }
}
