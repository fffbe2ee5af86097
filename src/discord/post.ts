/**
 * Posts a message, in as many parts as it takes.
 *
 * @module
 */

import { Composition } from "../core/composition.ts";
import { withDetails } from "../core/result.ts";
import type { Target } from "../core/target.ts";
import { buildBody, type BuildOptions, InvalidMessage } from "./build.ts";
import { readTraits } from "./component_tree.ts";
import type { Draft } from "./message.ts";
import type { DiscordSendOptions } from "./options.ts";
import type { DiscordCall, DiscordRequester, Place } from "./requester.ts";
import type { DiscordResult } from "./report.ts";
import type { MessageViolation } from "./violation.ts";

/** A message on its way. */
export interface Posting {
  /** Where to: each is tried when the one before it has failed for good. At least one. */
  readonly targets: readonly Target[];
  /** The messages to post, in order; at least one. */
  readonly parts: readonly Draft[];
  /** Whether to wait for each to be stored. */
  readonly wait: boolean | undefined;
  /** The thread to post in. */
  readonly threadId: string | undefined;
  /** Names of options that are not for the core. */
  readonly alsoKnown: readonly string[];
  /** How large files may be. */
  readonly sizes: Omit<BuildOptions, "edit">;
}

/**
 * Posts a message. When it goes out in parts, they keep their order, nothing comes between them, and
 * the first that fails is the last.
 *
 * @param requester Makes the requests.
 * @param posting The message.
 * @param options Settings of the send. The deadline is for all parts together.
 * @returns What came of it: of several parts the last that was tried.
 */
export async function post(
  requester: DiscordRequester,
  posting: Posting,
  options: DiscordSendOptions,
): Promise<DiscordResult> {
  const { parts, wait, targets } = posting;
  if (parts.length === 1) return await postPart(requester, posting, parts[0]!, options);

  const { clock, deadline: usual } = requester.settings;
  const { deadline = usual } = options;
  const started = clock.ticks();
  using place = requester.enter("POST", targets[0]!);
  const results: DiscordResult[] = [];
  let current = posting;
  for (const [index, part] of parts.entries()) {
    const makesThread = index === 0 && part.message.thread_name !== undefined;
    const left = deadline === undefined ? undefined : deadline - (clock.ticks() - started);
    const result = await postPart(
      requester,
      // Only the answer tells which thread was made.
      { ...current, wait: makesThread || wait },
      part,
      { ...options, deadline: left === undefined ? undefined : Math.max(left, 1) },
      place,
    );
    results.push(result);
    if (!result.ok) break;
    // The parts belong together: the others follow where the first has gone.
    const target = targets.find(({ given }) => given === result.url) ?? targets[0]!;
    const threadId = makesThread ? threadOf(result.response) : current.threadId;
    current = { ...current, targets: [target], threadId };
  }
  const last = results.at(-1)!;
  return withDetails(last, { discord: Object.freeze({ ...last.discord, parts: results }) });
}

function postPart(
  requester: DiscordRequester,
  { targets, wait, threadId, alsoKnown, sizes }: Posting,
  part: Draft,
  options: DiscordSendOptions,
  place?: Place,
): Promise<DiscordResult> {
  const query: [string, string][] = [];
  if (wait !== undefined) query.push(["wait", String(wait)]);
  if (threadId !== undefined) query.push(["thread_id", threadId]);
  const call: DiscordCall = { targets, method: "POST", query, alsoKnown };
  return submit(requester, call, part, { edit: false, ...sizes }, options, place);
}

/**
 * Sends a message or an edit, once it has passed the checks.
 *
 * @param requester Makes the request.
 * @param call The request.
 * @param draft The message.
 * @param build How it is to be built.
 * @param options Settings of the send.
 * @param place The place in line; by default one of its own.
 * @returns What came of it.
 */
export function submit(
  requester: DiscordRequester,
  call: DiscordCall,
  draft: Draft,
  build: BuildOptions,
  options: DiscordSendOptions,
  place?: Place,
): Promise<DiscordResult> {
  let violations: readonly MessageViolation[] = [];
  const note = (error: unknown): never => {
    if (error instanceof InvalidMessage) ({ violations } = error);
    throw error;
  };
  const payload = new Composition(() => {
    try {
      const body = buildBody(draft, build);
      return body instanceof Promise ? body.catch(note) : body;
    } catch (error) {
      return note(error);
    }
  });
  const query = [...call.query ?? []];
  if (readTraits(draft.message).withComponents) query.push(["with_components", "true"]);
  const circumstances = () => ({ violations });
  return requester.request({ ...call, query }, payload, options, { circumstances, place });
}

/** The thread that a post in a forum has made: Discord answers with it as the channel. */
function threadOf(response: unknown): string | undefined {
  const id = (response as { channel_id?: unknown } | null)?.channel_id;
  return typeof id === "string" ? id : undefined;
}
