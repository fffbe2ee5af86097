/**
 * The interactive playground: asks what to send, sends it, shows what happens, and asks again.
 *
 * @module
 */

import { Fakes } from "../engine/fakes.ts";
import { makeLimiters } from "../engine/send/senders.ts";
import { type Answers, FAULTS, faultsOf, orderOf, TARGETS } from "./order.ts";
import { describeSeen, inspectResult, summarise, summariseAll } from "./outcome.ts";
import { play, type Played } from "./play.ts";
import { NoMoreAnswers, Prompt } from "./prompt.ts";
import { askChoice, askMessage, askNumber, askUrl } from "./questions.ts";
import { bold, cyan, dim } from "./style.ts";
import { readUrl } from "./url.ts";

/** What the first order is made of, if the user just presses Enter. */
const FIRST_ANSWERS: Answers = {
  target: "generic",
  url: "",
  message: "Hello from hookcast!",
  fault: "none",
  count: 1,
  retries: 3,
  timeout: 2000,
};

/** What the terminal needs to know of the process. */
export interface TerminalOptions {
  /** Ends the session, and whatever is being sent. */
  readonly signal: AbortSignal;
  /** How much faster than Discord the fake runs. */
  readonly speed: number;
  /** The URL that the environment names, if it does. */
  readonly webhook: string | undefined;
  /** Where the page is. */
  readonly page: string;
}

/**
 * Runs until the user quits, or the input ends.
 *
 * @param options What the terminal needs to know.
 */
export async function runTerminal(
  { signal, speed, webhook, page }: TerminalOptions,
): Promise<void> {
  await using fakes = await Fakes.start(speed);
  const stop = new AbortController();
  using prompt = new Prompt(() => stop.abort());
  stop.signal.addEventListener("abort", () => prompt.stop());
  signal.addEventListener("abort", () => stop.abort());
  const stage = { fakes, signal: stop.signal, limiters: makeLimiters() };

  welcome(fakes, page);
  try {
    let answers: Answers | undefined = { ...FIRST_ANSWERS, url: webhook ?? "" };
    while ((answers = await askOrder(prompt, answers, webhook))) {
      console.log();
      showPlayed(await play(orderOf(answers), { ...stage, name: answers.target }));
      if (stop.signal.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof NoMoreAnswers)) throw error;
  }
  console.log("Bye.");
}

function welcome({ generic, discord, proxies }: Fakes, page: string): void {
  console.log(bold("hookcast playground"));
  console.log("Servers that run on this machine, for you to send to:\n");
  const row = (name: string, where: string, what: string) =>
    console.log(`  ${cyan(name.padEnd(8))} ${where.padEnd(27)} ${what}`);
  row("generic", new URL("hook", generic.url).href, "a receiver that takes any JSON");
  row("discord", discord.url, "a fake Discord: 5 messages per 2 s");
  for (const [index, proxy] of proxies.entries()) {
    row(`proxy ${index + 1}`, proxy.url, `a proxy (${proxy.kind}), with a login`);
  }
  console.log(`\nThe same and more on a page: ${cyan(page)}`);
  console.log(`\n${dim("Enter takes what stands in [brackets], ? explains, Ctrl-C quits.")}\n`);
}

/** Asks for the next order; `undefined` when the user quits. The last one is what Enter takes. */
async function askOrder(
  prompt: Prompt,
  last: Answers,
  webhook: string | undefined,
): Promise<Answers | undefined> {
  const target = await askChoice(prompt, "Send to", {
    choices: [...entries(TARGETS), ["quit", "leave the playground"]],
    preset: last.target,
  });
  if (target === "quit") return undefined;
  const url = target === "url" ? await askOwnUrl(prompt, last, webhook) : last.url;
  const message = await askMessage(prompt, "Message, or JSON", last.message);
  const faults = faultsOf(target);
  const fault = faults.length === 1 ? "none" : await askChoice(prompt, "What goes wrong", {
    choices: faults.map((name) => [name, FAULTS[name].about]),
    preset: faults.includes(last.fault) ? last.fault : "none",
  });
  const count = await askNumber(prompt, "How many at once", {
    min: 1,
    max: 50,
    preset: last.count,
  });
  const retries = await askNumber(prompt, "Retries", { min: 0, max: 10, preset: last.retries });
  const timeout = await askNumber(prompt, "Timeout of an attempt, in ms", {
    min: 100,
    max: 60_000,
    preset: last.timeout,
  });
  return { target, url, message, fault, count, retries, timeout };
}

function askOwnUrl(
  prompt: Prompt,
  { url }: Answers,
  webhook: string | undefined,
): Promise<string> {
  const shown = url === webhook ? "DISCORD_WEBHOOK_URL" : "the last one";
  return askUrl(prompt, "URL (it is not shown)", {
    preset: url ? { url, shown } : undefined,
    check: (given) => void readUrl(given),
  });
}

function showPlayed({ results, record }: Played): void {
  const [first] = results;
  const shown = results.find(({ ok }) => !ok) ?? first;
  console.log(`\n${results.length === 1 && first ? summarise(first) : summariseAll(results)}`);
  const seen = describeSeen(record);
  if (seen) console.log(seen);
  if (shown) {
    const which = results.length === 1
      ? "The result"
      : shown.ok
      ? "The first result"
      : "The first that failed";
    console.log(`\n${dim(`${which}, as console.log() shows it:`)}`);
    console.log(`${inspectResult(shown)}\n`);
  }
}

function entries<Key extends string>(record: Readonly<Record<Key, string>>): [Key, string][] {
  return Object.entries(record) as [Key, string][];
}
