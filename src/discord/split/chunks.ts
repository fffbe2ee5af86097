/**
 * Cuts a text into chunks, each as full as good places allow.
 *
 * @module
 */

import { type Cut, type Marks, STRENGTH } from "./cut.ts";
import { skipSpace } from "./fences.ts";
import { findCuts } from "./find_cuts.ts";
import { Measure } from "./measure.ts";

/** Where a chunk ends, and how the next begins. */
type Choice = Marks & Pick<Cut, "at" | "next" | "strength">;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Cuts a text into chunks.
 *
 * @param text The text.
 * @param limit How many code points a chunk may have.
 * @returns The chunks, one at a time.
 */
export function* cutChunks(text: string, limit: number): Generator<string, void> {
  const trimmed = text.trim();
  yield* new Chunker(trimmed, limit).run();
}

class Chunker {
  readonly #text: string;
  readonly #limit: number;
  readonly #measure: Measure;
  readonly #cuts: readonly Cut[];
  /** Where the current chunk begins, and what with. */
  #start = 0;
  #prefix = "";
  /** The first place that may come after the beginning. */
  #cursor = 0;

  constructor(text: string, limit: number) {
    this.#text = text;
    this.#limit = limit;
    this.#measure = new Measure(text);
    this.#cuts = findCuts(text, this.#measure, limit);
  }

  *run(): Generator<string, void> {
    while (this.#start < this.#text.length) {
      const { at, next, prefix, suffix } = this.#choose();
      yield this.#prefix + this.#text.slice(this.#start, at) + suffix;
      this.#start = next;
      // With a tiny limit there is no room for it.
      this.#prefix = prefix.length * 2 <= this.#limit ? prefix : "";
      while (this.#cursor < this.#cuts.length && this.#cuts[this.#cursor]!.at <= next) {
        this.#cursor++;
      }
    }
  }

  /** The best place, out of the last of each strength that fits. */
  #choose(): Choice {
    const latest: Choice[] = [];
    let after = this.#cursor;
    for (let i = this.#cursor; i < this.#cuts.length; i++) {
      const cut = this.#cuts[i]!;
      if (this.#fill(cut.at) > this.#room) break;
      if (this.#fill(cut.at) + cut.suffix.length > this.#room) continue;
      latest[cut.strength] = cut;
      after = i + 1;
    }
    if (after === this.#cuts.length) return this.#cuts[after - 1]!;
    const hard = this.#cutHard(this.#cuts[after]!);
    if (hard) latest[STRENGTH.character] = hard;
    const choices = latest.filter((choice) => choice !== undefined).reverse();
    const good = choices.find(({ at }) => 2 * this.#fill(at) >= this.#room);
    return good ?? this.#fullest(choices) ?? this.#force();
  }

  get #room(): number {
    return this.#limit - this.#prefix.length;
  }

  #fill(at: number): number {
    return this.#measure.size(this.#start, at);
  }

  #fullest(choices: readonly Choice[]): Choice | undefined {
    const fullest = Math.max(...choices.map(({ at }) => at));
    return choices.find(({ at }) => at === fullest);
  }

  /** A cut between two characters, before a place that does not fit. */
  #cutHard({ loose }: Cut): Choice | undefined {
    if (!loose) return undefined;
    const { prefix, suffix } = loose;
    const from = Math.max(loose.from, this.#start);
    const reach = this.#measure.reach(this.#start, this.#room - suffix.length);
    const border = this.#findBorder(from, this.#measure.whole(Math.min(reach, loose.to)));
    if (border <= from) return undefined;
    const at = from + this.#text.slice(from, border).trimEnd().length;
    const next = skipSpace(this.#text, border);
    return { at, next, strength: STRENGTH.character, prefix, suffix };
  }

  /** The last border of a grapheme. One that is larger than a chunk is cut between code points. */
  #findBorder(from: number, end: number): number {
    if (end <= from) return end;
    const segments = graphemes.segment(this.#text.slice(from, end + 2));
    const border = from + (segments.containing(end - from)?.index ?? end - from);
    return border > from ? border : end;
  }

  /** Where nothing else fits, at least one code point has to go. */
  #force(): Choice {
    const one = this.#start + (this.#text.codePointAt(this.#start)! > 0xffff ? 2 : 1);
    const at = Math.max(one, this.#measure.reach(this.#start, this.#room));
    const next = skipSpace(this.#text, at);
    return { at, next, strength: STRENGTH.character, prefix: "", suffix: "" };
  }
}
