/**
 * What is wrong with a body, as the tree that Discord answers with.
 *
 * @module
 */

/** One thing wrong with a field. */
export interface FormError {
  /** Why, as a word: `BASE_TYPE_MAX_LENGTH`. */
  readonly code: string;
  /** Why, as a sentence. */
  readonly message: string;
}

/** Field names or array indexes, down to lists of what is wrong. */
export interface FormErrorTree {
  [field: string]: FormErrorTree | readonly FormError[];
}

interface Finding {
  readonly path: readonly string[];
  readonly error: FormError;
}

/** Gathers what is wrong with a body. */
export class FormErrors {
  readonly #findings: Finding[] = [];

  /** How many things are wrong. */
  get size(): number {
    return this.#findings.length;
  }

  /** Notes that the field at `path` is wrong; an empty path is the body as a whole. */
  add(path: readonly (string | number)[], code: string, message: string): void {
    this.#findings.push({ path: path.map(String), error: { code, message } });
  }

  /**
   * The tree of version 8 and later.
   * Source: https://docs.discord.com/developers/reference#error-messages
   */
  tree(): FormErrorTree {
    const root: FormErrorTree = {};
    for (const { path, error } of this.#findings) {
      let node = root;
      for (const step of path) node = (node[step] ??= {}) as FormErrorTree;
      node._errors = [...(node._errors as readonly FormError[] ?? []), error];
    }
    return root;
  }

  /**
   * The form before version 8: each top-level field with its sentences, but `embeds` with the
   * indexes of the bad ones.
   */
  legacy(): Record<string, string[]> {
    const fields: Record<string, string[]> = {};
    for (const { path, error } of this.#findings) {
      const [field = "_misc", index] = path;
      const entry = field === "embeds" && index !== undefined ? index : error.message;
      const entries = fields[field] ??= [];
      if (!entries.includes(entry)) entries.push(entry);
    }
    return fields;
  }
}
