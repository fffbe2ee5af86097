/**
 * Asks questions and reads answers: typed at a terminal, or piped in.
 *
 * @module
 */

import process from "node:process";
import { createInterface, type Interface } from "node:readline";
import { Screen } from "./screen.ts";

/** Thrown when there are no more answers: the input has ended, or the user has had enough. */
export class NoMoreAnswers extends Error {}

/** The one who asks. */
export class Prompt implements Disposable {
  readonly #lines: string[] = [];
  readonly #screen = new Screen();
  readonly #interface: Interface;
  #waiting: PromiseWithResolvers<string> | undefined;
  #ended = false;

  /**
   * Starts to read the standard input.
   *
   * @param onInterrupt Called at Ctrl-C. At a terminal that is a key like any other: no signal comes.
   */
  constructor(onInterrupt: () => void) {
    this.#interface = createInterface({
      input: process.stdin,
      output: this.#screen,
      terminal: Deno.stdin.isTerminal() && Deno.stdout.isTerminal(),
      historySize: 0, // What was typed while muted must not come back by the arrow keys.
    });
    this.#interface.on("line", (line) => this.#take(line));
    this.#interface.on("SIGINT", onInterrupt);
    this.#interface.on("close", () => this.#end());
  }

  /**
   * Asks a question.
   *
   * @param question The question.
   * @param options `secret`: the answer is not shown while it is typed.
   * @returns The answer, without white space around it.
   * @throws {NoMoreAnswers} If there is none.
   */
  async ask(question: string, options: { readonly secret?: boolean } = {}): Promise<string> {
    const { secret = false } = options;
    if (this.#ended) this.#screen.write(question); // Readline, once closed, asks no more.
    else {
      this.#interface.setPrompt(question);
      this.#interface.prompt();
    }
    this.#screen.muted = secret;
    let isLineOpen = secret || !Deno.stdin.isTerminal();
    try {
      return (await this.#next()).trim();
    } catch (error) {
      isLineOpen = true;
      throw error;
    } finally {
      this.#screen.muted = false;
      // Where nobody pressed Enter, or not so that it could be seen.
      if (isLineOpen) console.log();
    }
  }

  /** Asks no more: what was piped in beforehand is dropped, and whoever waits is told. */
  stop(): void {
    this.#lines.length = 0;
    this.#end();
  }

  /** Lets go of the standard input. */
  [Symbol.dispose](): void {
    this.#interface.close();
  }

  #take(line: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined; // At once: the next line may come before anyone has asked again.
    if (waiting) waiting.resolve(line);
    else this.#lines.push(line);
  }

  #end(): void {
    this.#ended = true;
    this.#waiting?.reject(new NoMoreAnswers());
  }

  #next(): Promise<string> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#ended) return Promise.reject(new NoMoreAnswers());
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }
}
