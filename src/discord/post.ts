/**
 * Posts a message, in as many parts as it takes.
 *
 * @module
 */

import { refute, restate, withDetails } from "../core/result.ts";
import type { Target } from "../core/target.ts";
import type { Manuscript } from "./manuscript.ts";
import type { DiscordSendOptions } from "./options.ts";
import type { DiscordRequester, Place } from "./requester.ts";
import { type DiscordResult, explain } from "./report.ts";

/** A message on its way. */
export interface Posting {
  /** Where to: each is tried when the one before it has failed for good. At least one. */
  readonly targets: readonly Target[];
  /** What is posted. */
  readonly manuscript: Manuscript;
  /** Whether to wait for each part to be stored. */
  readonly wait: boolean | undefined;
  /** The thread to post in. */
  readonly threadId: string | undefined;
  /** Names of options that are not for the core. */
  readonly alsoKnown: readonly string[];
}

/**
 * Posts a message. When it goes out in parts, they keep their order, and the first that fails is the
 * last. Between them nothing comes to a webhook whose messages keep their order.
 *
 * @param requester Makes the requests.
 * @param posting The message.
 * @param options Settings of the send. The deadline is for all parts together.
 * @returns What came of it: of several parts what the last says, and how much they took in all.
 */
export async function post(
  requester: DiscordRequester,
  posting: Posting,
  options: DiscordSendOptions,
): Promise<DiscordResult> {
  const { manuscript, targets } = posting;
  const { length } = manuscript;
  if (length === 1) return await postPart(requester, posting, 0, options);

  const { clock, deadline: usual } = requester.settings;
  const { deadline = usual } = options;
  const started = clock.ticks();
  using place = requester.enter("POST", targets[0]!);
  const results: DiscordResult[] = [];
  let current = posting;
  for (let index = 0; index < length; index++) {
    const makesThread = index === 0 && manuscript.makesThread;
    const spent = clock.ticks() - started;
    const rest = deadline === undefined || index === 0 ? deadline : Math.max(deadline - spent, 1);
    const result = await postPart(
      requester,
      // Only the answer tells which thread was made.
      { ...current, wait: makesThread || current.wait },
      index,
      { ...options, deadline: rest },
      place,
    );
    const threadId = makesThread && result.ok ? threadOf(result.response) : current.threadId;
    results.push(makesThread && result.ok && threadId === undefined ? threadLost(result) : result);
    if (!results.at(-1)!.ok) break;
    // The parts belong together: the others follow where the first has gone.
    const target = targets.find(({ given }) => given === result.url) ?? targets[0]!;
    current = { ...current, targets: [target], threadId };
  }
  return inAll(results, clock.ticks() - started);
}

function postPart(
  requester: DiscordRequester,
  { targets, manuscript, wait, threadId, alsoKnown }: Posting,
  index: number,
  options: DiscordSendOptions,
  place?: Place,
): Promise<DiscordResult> {
  const query: [string, string][] = [];
  if (wait !== undefined) query.push(["wait", String(wait)]);
  if (threadId !== undefined) query.push(["thread_id", threadId]);
  if (manuscript.hasComponents(index)) query.push(["with_components", "true"]);
  const call = { targets, method: "POST", query, alsoKnown };
  const circumstances = () => ({ violations: manuscript.violations });
  return requester.request(call, manuscript.part(index), options, { circumstances, place });
}

/** The thread that a post in a forum has made: Discord answers with it as the channel. */
function threadOf(response: unknown): string | undefined {
  const id = (response as { channel_id?: unknown } | null)?.channel_id;
  return typeof id === "string" ? id : undefined;
}

/** Without the thread the other parts would go astray. */
function threadLost(result: DiscordResult & { readonly ok: true }): DiscordResult {
  const reason = "Discord did not say which thread it made";
  return explain(refute(result, { kind: "http", reason }));
}

/** What the last part came to, and what all took. */
function inAll(results: readonly DiscordResult[], elapsed: number): DiscordResult {
  const last = results.at(-1)!;
  const attempts = results.reduce((sum, result) => sum + result.attempts, 0);
  const arrived = results.length > 1;
  const whole = restate(last, () => ({ attempts, elapsed, mayHaveArrived: arrived }));
  const delivery = !last.ok && arrived ? "unknown" : last.discord.delivery;
  return withDetails(whole, {
    discord: Object.freeze({ ...last.discord, delivery, parts: results }),
  });
}
