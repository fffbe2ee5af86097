/**
 * Events of GitHub, as `/github` takes them. Which events show is as with Discord; the wording of
 * the message is not.
 * Source: https://docs.discord.com/developers/resources/webhook#execute-githubcompatible-webhook
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";

const EVENTS: readonly string[] = [
  "check_run",
  "check_suite",
  "commit_comment",
  "create",
  "delete",
  "discussion",
  "discussion_comment",
  "fork",
  "issue_comment",
  "issues",
  "member",
  "public",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "push",
  "release",
  "watch",
];

/** What an event is about: the first of these that it holds. */
const SUBJECTS = ["comment", "review", "pull_request", "issue", "discussion", "release", "forkee"];

/** The message that an event makes; `null` for those that Discord does not show, such as `ping`. */
export function fromGitHub(event: string, body: Fields): Fields | null {
  if (!EVENTS.includes(event)) return null;
  const sender = part(body.sender);
  const subject = SUBJECTS.map((name) => body[name]).find(isFields) ?? {};
  const words = [`[${text(part(body.repository).full_name) || "repository"}]`];
  words.push(event.replaceAll("_", " "), text(body.action), text(subject.title) || text(body.ref));
  const url = text(subject.html_url) || text(body.compare);
  const description = cut(text(subject.body) || commits(body), 4096);
  return {
    username: "GitHub",
    embeds: [{
      title: cut(words.filter(Boolean).join(" "), 256),
      ...(description ? { description } : {}),
      ...(url ? { url } : {}),
      ...(text(sender.login) ? { author: { name: cut(text(sender.login), 256) } } : {}),
    }],
  };
}

function commits({ commits }: Fields): string {
  if (!Array.isArray(commits)) return "";
  return commits.filter(isFields).map(({ message }) => text(message).split("\n")[0]).join("\n");
}

function part(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function cut(value: string, max: number): string {
  return [...value].slice(0, max).join("");
}
