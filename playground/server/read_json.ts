/**
 * Reads the body of a request to the API.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import { parseJson } from "../engine/parse_json.ts";
import { Problem } from "../engine/problem.ts";

/** A request to the API may hold this much: files of Discord's size, in base64. */
const MAX_BODY = 48 * 2 ** 20;

/**
 * Reads a body as JSON. Another type is what a form of another site can send without being asked.
 *
 * @param request The request.
 * @returns What it holds.
 * @throws {Problem} If it is no JSON, too large, or nested too deep.
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem("The body must be application/json", {
      status: STATUS_CODE.UnsupportedMediaType,
    });
  }
  const length = Number(request.headers.get("content-length") ?? 0);
  const text = length > MAX_BODY ? undefined : await readText(request);
  if (text === undefined) {
    throw new Problem("The body is too large", { status: STATUS_CODE.ContentTooLarge });
  }
  return parseJson(text, "The body");
}

/** The text, unless it is too large: who sends it in chunks need not say how long it is. */
async function readText({ body }: Request): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const bytes of body ?? []) {
    size += bytes.length;
    if (size > MAX_BODY) return undefined;
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}
