/**
 * The kinds of question that the terminal asks. Each is asked until the answer makes sense; Enter
 * takes what stands in brackets.
 *
 * @module
 */

import { parseJson } from "../engine/parse_json.ts";
import { Problem } from "../engine/problem.ts";
import type { Prompt } from "./prompt.ts";
import { cyan, dim, yellow } from "./style.ts";

/**
 * Asks for one of several words. The beginning of a word will do, and `?` explains them.
 *
 * @param prompt Who asks.
 * @param question What is asked.
 * @param choices The words, and what each means.
 * @param preset What Enter stands for.
 * @returns The word.
 */
export async function askChoice<Choice extends string>(
  prompt: Prompt,
  question: string,
  { choices, preset }: {
    readonly choices: readonly (readonly [choice: Choice, meaning: string])[];
    readonly preset: Choice;
  },
): Promise<Choice> {
  const names = choices.map(([name]) => name);
  for (;;) {
    const answer = await prompt.ask(label(`${question} (${names.join(", ")}, ?)`, preset));
    if (answer === "") return preset;
    const found = names.filter((name) => name.startsWith(answer.toLowerCase()));
    const exact = found.find((name) => name === answer.toLowerCase());
    if (exact !== undefined) return exact;
    if (found.length === 1 && found[0] !== undefined) return found[0];
    if (answer === "?") {
      for (const [name, meaning] of choices) console.log(`  ${cyan(name.padEnd(13))} ${meaning}`);
    } else complain(`Please answer one of: ${names.join(", ")}`);
  }
}

/**
 * Asks for a whole number.
 *
 * @param prompt Who asks.
 * @param question What is asked.
 * @param range The least and the most, and what Enter stands for.
 * @returns The number.
 */
export async function askNumber(
  prompt: Prompt,
  question: string,
  { min, max, preset }: { readonly min: number; readonly max: number; readonly preset: number },
): Promise<number> {
  for (;;) {
    const answer = await prompt.ask(label(`${question} (${min} to ${max})`, String(preset)));
    const number = answer === "" ? preset : Number(answer);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    complain(`Please answer a whole number from ${min} to ${max}`);
  }
}

/**
 * Asks for a message: a text, or JSON that begins with `{`.
 *
 * @param prompt Who asks.
 * @param question What is asked.
 * @param preset What Enter stands for.
 * @returns The text, or what the JSON holds.
 */
export async function askMessage(
  prompt: Prompt,
  question: string,
  preset: string | object,
): Promise<string | object> {
  const shown = typeof preset === "string" ? preset : "the same JSON";
  for (;;) {
    const answer = await prompt.ask(label(question, shown));
    if (answer === "") return preset;
    if (!answer.startsWith("{")) return answer;
    try {
      return parseJson(answer, "That begins like it, but") as object;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      complain(error.message);
    }
  }
}

/**
 * Asks for a URL. It is a secret: it is not shown while it is typed, nor afterwards.
 *
 * @param prompt Who asks.
 * @param question What is asked.
 * @param options `preset`: what Enter stands for; `check` throws what is wrong with an answer.
 * @returns The URL.
 */
export async function askUrl(
  prompt: Prompt,
  question: string,
  { preset, check }: {
    readonly preset: { readonly url: string; readonly shown: string } | undefined;
    readonly check: (url: string) => void;
  },
): Promise<string> {
  for (;;) {
    const asked = preset ? label(question, preset.shown) : `${question}: `;
    const url = await prompt.ask(asked, { secret: true }) || preset?.url || "";
    try {
      check(url);
      return url;
    } catch (error) {
      complain(error instanceof Error ? error.message : "That URL cannot be used");
    }
  }
}

function label(question: string, preset: string): string {
  return `${question} ${dim(`[${preset}]`)}: `;
}

function complain(message: string): void {
  console.log(yellow(`  ${message}`));
}
