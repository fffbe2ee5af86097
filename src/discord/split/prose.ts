/**
 * Finds where text that is no code may be cut.
 *
 * @module
 */

import { type Cut, type Loose, STRENGTH, type Strength } from "./cut.ts";
import { matchAt, skipSpace, trimSpace } from "./fences.ts";
import { readToken, runLength, SPOILER } from "./tokens.ts";

/**
 * What can begin a line: the marks that have to be repeated when it is cut, and that of a list,
 * which would begin another item.
 */
const LINE_MARK = /((?:> )?(?:#{1,3} |-# )?)(?:[-*] |\d{1,9}\. )?/y;

/** The mark that quotes all the rest of a message. */
export const QUOTE_REST = ">>> ";

const SPACE = /\s+/y;
const BLANK_LINE = /\n[^\S\n]*\n/;

/** Text up to where something may begin that this file looks for. */
const PLAIN = /[^\s<[\\h`*_~|。！？]+/y;

/** What ends a sentence where no space follows. */
const WIDE_END = /[。！？]+/y;

/** What ends a sentence where a space follows, and what may stand behind it. */
const SENTENCE_END = /[.!?…。！？]["'”’»)\]*_]{0,3}$/;

/** In smaller chunks there is no room for the marks of lines and of a spoiler. */
const MIN_LIMIT_WITH_SPOILERS = 24;

/** What the cuts of a stretch depend on. */
export interface Surroundings {
  /** The whole text. */
  readonly text: string;
  /** Whether all of the stretch is quoted, by a mark before it. */
  readonly isQuoted: boolean;
  /** How many units a chunk can have at most: no need to look further for an end. */
  readonly window: number;
  /** Tells whether a part can stay whole in a chunk, after a lead of some units. */
  fits(start: number, end: number, lead: number): boolean;
}

/** A spoiler that is cut. */
interface Spoiler {
  /** The index of its first character. */
  readonly start: number;
  /** The index after its last character. */
  readonly end: number;
  /** The index of its last mark. */
  readonly closing: number;
}

/** Finds the cuts in one stretch of prose. */
export class ProseCutter {
  /** The cuts found, in order. */
  readonly cuts: Cut[] = [];
  readonly #surroundings: Surroundings;
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  #index: number;
  #isQuoted: boolean;
  /** The mark of the current line, which a cut in it repeats. */
  #mark = "";
  /** The index after the last mark, where no cut may leave it alone. */
  #markEnd = -1;
  /** How much a chunk has before the text, if the mark is what it goes on with. */
  #lead = 0;
  /** Where spans end that are too long to stay whole. No others begin there. */
  readonly #closings = new Set<number>();
  /** Where text began that need not stay whole, if it did. */
  #loose: number | undefined;
  /** The spoiler that is too long to stay whole, while in it. */
  #spoiler: Spoiler | undefined;

  /**
   * Makes a cutter.
   *
   * @param surroundings What the cuts depend on.
   * @param start Where the stretch begins.
   * @param end Where it ends.
   */
  constructor(surroundings: Surroundings, start: number, end: number) {
    this.#surroundings = surroundings;
    this.#text = surroundings.text;
    this.#isQuoted = surroundings.isQuoted;
    this.#start = this.#index = start;
    this.#end = end;
  }

  /** Whether all that follows is quoted, as far as it has been read. */
  get isQuoted(): boolean {
    return this.#isQuoted;
  }

  /** How much a chunk has before what follows, if the stretch ends with the mark of a line. */
  get openMark(): number {
    return this.#markEnd === this.#end ? this.#lead : 0;
  }

  /** Finds the cuts; the last is at the end, or before a mark there. */
  run(): void {
    if (this.#index === 0 || this.#text[this.#index - 1] === "\n") this.#startLine();
    while (this.#index < this.#end) this.#step();
    this.#cut(this.#end, this.#end, STRENGTH.block, this.#quote);
    // What follows is a block of its own, so before it is a good place.
    const last = this.cuts.pop();
    if (last) this.cuts.push({ ...last, strength: STRENGTH.block });
  }

  #step(): void {
    const start = this.#index;
    if (start === this.#spoiler?.closing) return this.#closeSpoiler();
    const space = this.#match(SPACE);
    if (space) return this.#cutSpace(start, space);
    if (this.#match(WIDE_END)) {
      this.#loose ??= start;
      return this.#cut(this.#index, this.#index, STRENGTH.sentence, this.#prefix);
    }
    if (this.#match(PLAIN)) this.#loose ??= start;
    else this.#passToken(start);
  }

  #passToken(start: number): void {
    const { fits, window } = this.#surroundings;
    const lead = start === this.#markEnd ? this.#lead : this.#prefix.length;
    const marks = 2 * this.#hiding.length;
    const stop = this.#spoiler?.closing ?? this.#end;
    const token = this.#closings.has(start)
      ? undefined
      : readToken(this.#text, start, { stop, window });
    if (token && fits(start, token.end, lead + marks)) {
      this.#cut(start, start, STRENGTH.token, this.#prefix);
      this.#index = token.end;
      return this.#cut(token.end, token.end, STRENGTH.token, this.#prefix);
    }
    if (token?.closing && this.#canReopen(start)) return this.#openSpoiler(start, token.closing);
    this.#loose ??= start;
    // Of a span that is too long the inside is read on. What opens nothing is passed as a whole:
    // else its second half would be read for itself.
    const opening = Math.min(start + runLength(this.#text, start), this.#end);
    this.#index = token && token.closing === undefined ? token.end : opening;
    if (token?.closing) this.#closings.add(token.closing);
  }

  /** Whether a span that is too long is a spoiler, of which each part can be made one. */
  #canReopen(start: number): boolean {
    return this.#surroundings.window >= 2 * MIN_LIMIT_WITH_SPOILERS &&
      this.#text.startsWith(SPOILER, start);
  }

  #openSpoiler(opening: number, closing: number): void {
    this.#cut(opening, opening, STRENGTH.token, this.#prefix);
    const start = skipSpace(this.#text, opening + SPOILER.length);
    this.#spoiler = { start, end: trimSpace(this.#text, closing), closing };
    this.#index = this.#loose = start;
  }

  #closeSpoiler(): void {
    // Its last character stays with the mark: a spoiler with nothing in it is none.
    const loose = this.#takeLoose(this.#spoiler!.end - 1);
    this.#spoiler = undefined;
    this.#index += SPOILER.length;
    const at = this.#index;
    const strength = STRENGTH.token;
    this.cuts.push({ at, next: at, strength, prefix: this.#prefix, suffix: "", loose });
  }

  #cutSpace(start: number, space: string): void {
    const isLine = space.includes("\n");
    const before = this.#text.slice(Math.max(0, start - 4), start);
    const strength = BLANK_LINE.test(space)
      ? STRENGTH.block
      : isLine
      ? STRENGTH.line
      : SENTENCE_END.test(before)
      ? STRENGTH.sentence
      : STRENGTH.space;
    this.#cut(start, this.#index, strength, isLine ? this.#quote : this.#prefix);
    if (isLine) this.#startLine();
  }

  /** Reads the mark that a line begins with. */
  #startLine(): void {
    const start = this.#index;
    const quote = this.#quote;
    if (this.#text.startsWith(QUOTE_REST, start) && start + QUOTE_REST.length <= this.#end) {
      this.#isQuoted = true;
      this.#index += QUOTE_REST.length;
    }
    this.#mark = matchAt(LINE_MARK, this.#text, this.#index)?.[1] ?? "";
    this.#match(LINE_MARK);
    if (this.#index === start) return;
    this.#markEnd = this.#index;
    // Where a line has nothing but its mark, no cut comes after it either.
    const last = this.cuts.at(-1) ?? { next: this.#start, prefix: quote };
    this.#lead = last.prefix.length + this.#index - last.next;
  }

  #cut(at: number, next: number, strength: Strength, line: string): void {
    if (at === this.#start || at === this.#markEnd) return;
    if (this.#spoiler && (at <= this.#spoiler.start || at >= this.#spoiler.end)) return;
    const last = this.cuts.at(-1);
    const prefix = line + this.#hiding;
    const suffix = this.#hiding;
    if (last?.next !== at) {
      this.cuts.push({ at, next, strength, prefix, suffix, loose: this.#takeLoose(at) });
    } else if (next > at) {
      // White space after a place for a cut makes it a better one.
      const best = Math.max(last.strength, strength) as Strength;
      this.cuts.splice(-1, 1, { ...last, next, prefix, strength: best });
    }
  }

  #takeLoose(to: number): Loose | undefined {
    const from = this.#loose;
    this.#loose = undefined;
    if (from === undefined) return undefined;
    return { from, to, suffix: this.#hiding, prefix: this.#prefix + this.#hiding };
  }

  get #quote(): string {
    return this.#isQuoted ? QUOTE_REST : "";
  }

  /** What a cut within a spoiler has to add on both sides. */
  get #hiding(): string {
    return this.#spoiler ? SPOILER : "";
  }

  /** What a cut within the current line has to repeat. */
  get #prefix(): string {
    return this.#quote + this.#mark;
  }

  #match(pattern: RegExp): string | undefined {
    const match = matchAt(pattern, this.#text, this.#index);
    if (!match) return undefined;
    const end = Math.min(this.#index + match[0].length, this.#end);
    const found = this.#text.slice(this.#index, end);
    this.#index = end;
    return found;
  }
}
