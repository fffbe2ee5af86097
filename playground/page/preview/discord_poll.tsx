/**
 * A poll of Discord.
 *
 * @module
 */

import { h, type JSX } from "preact";
import { type Fields, getPath, isFields } from "../state/path.ts";

/** A poll nobody has voted in yet. */
export function Poll({ poll }: { readonly poll: Fields }): JSX.Element {
  const answers = Array.isArray(poll.answers) ? poll.answers.filter(isFields) : [];
  const hours = typeof poll.duration === "number" ? poll.duration : 24;
  return h(
    "discord-poll",
    {
      slot: "components",
      question: String(getPath(poll, "question.text") ?? ""),
      timeEnd: `${hours}h left`,
      multipleAnswers: poll.allow_multiselect === true,
    },
    answers.map((answer, index) =>
      h("discord-poll-answer", {
        key: index,
        answer: String(getPath(answer, "poll_media.text") ?? ""),
        votes: 0,
      })
    ),
  ) as JSX.Element;
}
