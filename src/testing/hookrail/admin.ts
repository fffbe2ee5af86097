/**
 * The surface of a fake Hookrail for those who run it.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import type { RecordedRequest } from "../recorded_request.ts";
import type { PlainAnswer } from "../script.ts";
import { DELIVERY_ROUTES } from "./delivery_routes.ts";
import { ENDPOINT_ROUTES } from "./endpoint_routes.ts";
import { jsonReply, problem } from "./reply.ts";
import type { AdminHooks, Route, Service } from "./route.ts";
import { ROLES } from "./rows.ts";
import type { Store } from "./store.ts";
import { SUBSCRIPTION_ROUTES } from "./subscription_routes.ts";
import { TOKEN_ROUTES } from "./token_routes.ts";

/** All that can be asked, but for one's own role. */
const ROUTES: readonly Route[] = [
  ...ENDPOINT_ROUTES,
  ...SUBSCRIPTION_ROUTES,
  ...DELIVERY_ROUTES,
  ...TOKEN_ROUTES,
];

/** Answers those who run the service. */
export class Admin {
  readonly #service: Service;

  /**
   * @param store What it keeps.
   * @param clock Where the time comes from.
   * @param hooks What the rest of the service does for it.
   */
  constructor(store: Store, clock: Clock, hooks: AdminHooks) {
    this.#service = { store, clock, hooks };
  }

  /** Answers a request. */
  answer(request: RecordedRequest): PlainAnswer {
    const { pathname, searchParams: query } = new URL(request.path, "http://localhost");
    const given = request.headers.get("authorization");
    const token = this.#service.store.tokens.find(({ token, revokedAt }) => {
      return revokedAt === null && given === `Bearer ${token}`;
    });
    if (!token) return problem(401, "unauthorized", "missing or invalid admin token");
    if (`${request.method} ${pathname}` === "GET /v1/whoami") {
      return jsonReply(200, { role: token.role });
    }
    for (const { method, path, role, answer } of ROUTES) {
      const match = method === request.method ? path.exec(pathname) : null;
      if (!match) continue;
      if (ROLES.indexOf(token.role) < ROLES.indexOf(role)) {
        return problem(403, "forbidden", `this needs the role ${role}`);
      }
      const body = readBody(request);
      if (!body) return problem(400, "invalid body", "expected a JSON object");
      return answer(this.#service, { id: decodeURIComponent(match[1] ?? ""), query, body });
    }
    return { status: 404, body: "404 page not found\n" };
  }
}

/** The body of a request; an empty one is an object without members. */
function readBody({ text }: RecordedRequest): Readonly<Record<string, unknown>> | undefined {
  if (text === "") return {};
  try {
    const body = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
