/**
 * The endpoints of a fake Hookrail.
 *
 * @module
 */

import type { PlainAnswer } from "../script.ts";
import { newSecret } from "./ids.ts";
import { jsonReply, NO_STORE, pageReply, problem } from "./reply.ts";
import {
  type Call,
  isShown,
  liveEndpoint,
  missing,
  type Route,
  type Service,
  time,
} from "./route.ts";
import type { EndpointRow } from "./rows.ts";

/** What can be asked of it. */
export const ENDPOINT_ROUTES: readonly Route[] = [
  { method: "POST", path: /^\/v1\/endpoints$/, role: "admin", answer: create },
  { method: "GET", path: /^\/v1\/endpoints$/, role: "viewer", answer: list },
  { method: "GET", path: /^\/v1\/endpoints\/([^/]+)$/, role: "viewer", answer: get },
  { method: "PATCH", path: /^\/v1\/endpoints\/([^/]+)$/, role: "admin", answer: patch },
  { method: "DELETE", path: /^\/v1\/endpoints\/([^/]+)$/, role: "admin", answer: remove },
  {
    method: "POST",
    path: /^\/v1\/endpoints\/([^/]+)\/rotate-secret$/,
    role: "admin",
    answer: rotate,
  },
];

function create({ store, hooks }: Service, { body }: Call): PlainAnswer {
  const { url, description = "" } = body;
  if (typeof url !== "string" || url === "" || typeof description !== "string") {
    return problem(400, "invalid body", 'expected {"url": string, "description": string}');
  }
  if (!hooks.allows(url)) return rejected();
  const { id, secret } = store.addEndpoint(url, description);
  return jsonReply(201, { id, url, secret }, NO_STORE);
}

function list({ store }: Service, { query }: Call): PlainAnswer {
  const rows = store.endpoints.filter(isShown(query)).map(showEndpoint);
  return pageReply(rows, query, ({ id }) => id);
}

function get({ store }: Service, { id, query }: Call): PlainAnswer {
  const found = store.endpoints.filter(isShown(query)).find((row) => row.id === id);
  return found ? jsonReply(200, showEndpoint(found)) : missing("endpoint");
}

function patch({ store, hooks }: Service, { id, body }: Call): PlainAnswer {
  const { url, description } = body;
  if (url === "") return problem(400, "invalid body", "url must be non-empty when present");
  if (typeof url === "string" && !hooks.allows(url)) return rejected();
  const found = liveEndpoint(store, id);
  if (!found) return missing("endpoint");
  if (typeof url === "string") found.url = url;
  if (typeof description === "string") found.description = description;
  return { status: 204 };
}

function remove({ store, clock }: Service, { id }: Call): PlainAnswer {
  const found = liveEndpoint(store, id);
  if (!found) return missing("endpoint");
  found.deletedAt = clock.now();
  for (const row of store.subscriptions) {
    if (row.endpointId === id) row.deletedAt ??= found.deletedAt;
  }
  return { status: 204 };
}

function rotate({ store }: Service, { id }: Call): PlainAnswer {
  const found = liveEndpoint(store, id);
  if (!found) return missing("endpoint");
  found.secret = newSecret("whsec");
  return jsonReply(200, { secret: found.secret }, NO_STORE);
}

function rejected(): PlainAnswer {
  return problem(422, "url rejected", "url failed SSRF policy");
}

function showEndpoint({ id, url, description, createdAt, deletedAt }: EndpointRow) {
  return { id, url, description, created_at: time(createdAt), deleted_at: time(deletedAt) };
}
