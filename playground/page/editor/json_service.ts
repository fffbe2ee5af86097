/**
 * Understands JSON by its schema: what is wrong where, and what could stand there. The same
 * language service as in VS Code.
 *
 * @module
 */

import {
  type CompletionItem,
  type Diagnostic,
  getLanguageService,
  type JSONDocument,
  TextDocument,
} from "vscode-json-languageservice";
import type { SchemaName } from "../../api/state.ts";
import { getSchema } from "../api/client.ts";

/** Something wrong in the text. */
export interface Problem {
  /** Where it begins. */
  readonly from: number;
  /** Where it ends. */
  readonly to: number;
  /** The names that lead there, such as `embeds.0.title`; empty for the whole. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
}

const service = getLanguageService({
  // A schema that cannot be read says nothing; what is no JSON is still seen.
  schemaRequestService: async (uri) => JSON.stringify(await getSchema(nameOf(uri))),
});

service.configure({
  validate: true,
  schemas: (["generic", "discord", "slack", "notifier"] as const).map((name) => ({
    uri: `/schemas/${name}.json`,
    fileMatch: [`${name}.payload.json`],
  })),
});

function nameOf(uri: string): SchemaName {
  return uri.replace(/^.*\/|\.json$/g, "") as SchemaName;
}

function open(name: SchemaName, text: string): [TextDocument, JSONDocument] {
  const document = TextDocument.create(`page:/${name}.payload.json`, "json", 1, text);
  return [document, service.parseJSONDocument(document)];
}

/**
 * Looks for what is wrong.
 *
 * @param name The schema that the text is to follow.
 * @param text The text.
 * @returns The problems, in order.
 */
export async function findProblems(name: SchemaName, text: string): Promise<Problem[]> {
  const [document, json] = open(name, text);
  const found = await service.doValidation(document, json, { schemaRequest: "ignore" });
  return found.map((diagnostic) => toProblem(diagnostic, document, json));
}

function toProblem(
  { range, message }: Diagnostic,
  document: TextDocument,
  json: JSONDocument,
): Problem {
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  const words = typeof message === "string" ? message : message.value;
  return { from, to, path: pathAt(json, from), message: words };
}

function pathAt(json: JSONDocument, offset: number): string {
  const names: string[] = [];
  let node = json.getNodeFromOffset(offset, true);
  for (; node?.parent; node = node.parent) {
    if (node.type === "property") names.unshift(node.keyNode.value);
    else if (node.parent.type === "array") {
      names.unshift(String(node.parent.items.indexOf(node)));
    }
  }
  return names.join(".");
}

/**
 * Looks for what could stand at a place.
 *
 * @param name The schema.
 * @param text The text.
 * @param offset The place.
 * @returns What could, each with the stretch of text that it would replace.
 */
export async function findCompletions(
  name: SchemaName,
  text: string,
  offset: number,
): Promise<{ readonly items: readonly CompletionItem[]; readonly document: TextDocument }> {
  const [document, json] = open(name, text);
  const list = await service.doComplete(document, document.positionAt(offset), json);
  return { items: list?.items ?? [], document };
}

/**
 * Says what a place means.
 *
 * @param name The schema.
 * @param text The text.
 * @param offset The place.
 * @returns A sentence or two; `null` where the schema says nothing.
 */
export async function explain(
  name: SchemaName,
  text: string,
  offset: number,
): Promise<string | null> {
  const [document, json] = open(name, text);
  const hover = await service.doHover(document, document.positionAt(offset), json);
  const contents = hover ? [hover.contents].flat() : [];
  const words = contents.map((content) => typeof content === "string" ? content : content.value);
  return words.join("\n").replaceAll("\\", "").trim() || null;
}
