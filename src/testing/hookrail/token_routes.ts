/**
 * The admin tokens of a fake Hookrail.
 *
 * @module
 */

import type { PlainAnswer } from "../script.ts";
import { jsonReply, NO_STORE, pageReply, problem } from "./reply.ts";
import { type Call, type Route, type Service, time } from "./route.ts";
import { type HookrailRole, ROLES, type TokenRow } from "./rows.ts";

/** What can be asked of it. */
export const TOKEN_ROUTES: readonly Route[] = [
  { method: "POST", path: /^\/v1\/admin-tokens$/, role: "admin", answer: create },
  { method: "GET", path: /^\/v1\/admin-tokens$/, role: "admin", answer: list },
  { method: "DELETE", path: /^\/v1\/admin-tokens\/([^/]+)$/, role: "admin", answer: revoke },
];

function create({ store }: Service, { body }: Call): PlainAnswer {
  const { role, label } = body;
  if (!ROLES.includes(role as HookrailRole)) {
    return problem(422, "invalid role", "role must be viewer, operator, or admin");
  }
  if (typeof label !== "string" || label === "" || label.length > 200) {
    return problem(422, "invalid label", "label must be 1..200 chars");
  }
  const { id, token } = store.addToken(role as HookrailRole, label);
  return jsonReply(201, { id, token, role, label }, NO_STORE);
}

function list({ store }: Service, { query }: Call): PlainAnswer {
  return pageReply(store.tokens.map(showToken), query, ({ id }) => id);
}

function revoke({ store, clock }: Service, { id }: Call): PlainAnswer {
  const found = store.tokens.find((row) => row.id === id);
  if (!found) return problem(404, "not found", "no admin token with that id");
  found.revokedAt ??= clock.now();
  return { status: 204 };
}

function showToken({ id, role, label, createdAt, revokedAt }: TokenRow) {
  return { id, role, label, created_at: time(createdAt), revoked_at: time(revokedAt) };
}
