/**
 * The picture of a webhook.
 *
 * @module
 */

import { RefusedPayload } from "../core/body.ts";
import { toBase64 } from "../util/bytes.ts";
import { checkNames } from "../util/check.ts";
import type { DiscordWebhookChanges } from "./options.ts";
import { validateMessage } from "./validate.ts";

/** The types that Discord takes. */
const TYPES = ["image/png", "image/jpeg", "image/gif"];

const DATA_URL = /^data:image\/(?:png|jpeg|gif);base64,/;

/**
 * Turns changes of a webhook into the body of a request.
 *
 * @param changes The changes.
 * @returns The body, with the picture as a `data:` URL.
 * @throws {RefusedPayload} If a change is not one that Discord takes.
 */
export async function readAvatar(
  changes: DiscordWebhookChanges,
): Promise<{ name?: string; avatar?: string | null }> {
  checkNames(changes, ["name", "avatar"], "modifyWebhook()");
  const { name, avatar } = changes;
  if (name !== undefined) checkName(name);
  if (avatar === undefined || avatar === null) return { name, avatar };
  if (typeof avatar === "string") {
    if (DATA_URL.test(avatar)) return { name, avatar };
    throw new RefusedPayload("'avatar' must be a data: URL of a PNG, JPEG or GIF in base64");
  }
  if (!(avatar instanceof Blob) || !TYPES.includes(avatar.type)) {
    throw new RefusedPayload(
      "'avatar' must be a Blob of the type image/png, image/jpeg or image/gif",
    );
  }
  const bytes = new Uint8Array(await avatar.arrayBuffer());
  return { name, avatar: `data:${avatar.type};base64,${toBase64(bytes)}` };
}

function checkName(name: string): void {
  const violations = validateMessage({ content: "x", username: name });
  if (violations.length > 0) {
    throw new RefusedPayload(violations[0]!.message.replace("username", "name"));
  }
}
