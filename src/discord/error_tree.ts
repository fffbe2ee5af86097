/**
 * The errors of a message, as Discord tells them: a tree in the shape of the message.
 *
 * @module
 */

/** One thing that Discord found wrong. */
export interface DiscordFieldError {
  /** Where, such as `embeds[0].fields[2].name`; empty for the message as a whole. */
  readonly path: string;
  /** A word such as `BASE_TYPE_MAX_LENGTH`; empty in the old format. The list of them is open. */
  readonly code: string;
  /** What is wrong, in Discord's words. */
  readonly message: string;
}

/** A tree may nest as deep as it likes; a message does not. */
const MAX_DEPTH = 20;

/** How many are listed. A message with more has the same mistake everywhere. */
const MAX_ERRORS = 100;

/**
 * Makes a list of a tree of errors. Leaves are `{ _errors: [{ code, message }] }`; a node may have
 * both `_errors` and children, and `_errors` may nest. Before v8 a leaf was a list of texts.
 *
 * @param tree The `errors` of an answer, or anything else.
 * @returns The errors, in the order of the tree; empty for what is no tree.
 */
export function flattenErrors(tree: unknown): DiscordFieldError[] {
  return [...walk(tree, "", 0)].slice(0, MAX_ERRORS);
}

function* walk(node: unknown, path: string, depth: number): Generator<DiscordFieldError> {
  if (depth > MAX_DEPTH || typeof node !== "object" || node === null) return;
  for (const [name, child] of Object.entries(node)) {
    if (name === "_errors") yield* readLeaf(child, path, depth);
    else if (isOldLeaf(child)) yield* child.map((text) => readOld(text, join(path, name)));
    else yield* walk(child, join(path, name), depth + 1);
  }
}

function* readLeaf(errors: unknown, path: string, depth: number): Generator<DiscordFieldError> {
  if (!Array.isArray(errors)) return yield* walk(errors, path, depth + 1);
  for (const error of errors) {
    if (typeof error !== "object" || error === null) continue;
    const { code, message, ...nested } = error as Record<string, unknown>;
    if (typeof code === "string" || typeof message === "string") {
      yield { path, code: String(code ?? ""), message: String(message ?? "") };
    }
    yield* walk(nested, path, depth + 1);
  }
}

function isOldLeaf(node: unknown): node is string[] {
  return Array.isArray(node) && node.length > 0 && node.every((item) => typeof item === "string");
}

/** `{"embeds":["0"]}` names the wrong embed, `{"username":["…"]}` says what is wrong. */
function readOld(text: string, path: string): DiscordFieldError {
  return /^\d+$/.test(text)
    ? { path: join(path, text), code: "", message: "" }
    : { path, code: "", message: text };
}

function join(path: string, name: string): string {
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}
