/**
 * The API of a fake: what it answers to each request.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import { decodePercent } from "../../util/percent.ts";
import { type FakePosthookHook, readSchedule, toWire } from "./hook.ts";
import type { Project } from "./project.ts";

/** A request, as far as the API looks at it. */
export interface ApiCall {
  readonly method: string;
  readonly url: URL;
  readonly apiKey: string | null;
  readonly body: string;
  /** How large the body is, in bytes. */
  readonly size: number;
}

/** An answer of the API. */
export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the API knows. */
export interface ApiContext {
  readonly clock: Clock;
  readonly project: Project;
  readonly apiKey: string;
  /** How many hooks a month may bring. */
  readonly quota: number;
  /** Makes a ticket for a listener. */
  readonly issueTicket: () => Readonly<Record<string, string>>;
}

type Fields = Record<string, unknown>;

const MAX_BODY = 64 * 1024;
const MAX_IDS = 1000;

/** Answers requests, and counts what was scheduled. */
export class Endpoints {
  readonly #context: ApiContext;
  #usage = 0;

  /** @param context What it knows. */
  constructor(context: ApiContext) {
    this.#context = context;
  }

  /** Answers a request. */
  answer(call: ApiCall): ApiReply {
    const { method, url, apiKey } = call;
    const callback = /^\/callbacks\/(ack|nack)\/([^/]+)$/.exec(url.pathname);
    if (callback && method === "POST") {
      return this.#context.project.answer(callback[1] as "ack" | "nack", callback[2]!);
    }
    if (apiKey !== this.#context.apiKey) return failure(401, "invalid API key");
    if (call.size > MAX_BODY) return failure(413, "payload too large");
    switch (`${method} ${url.pathname}`) {
      case "POST /v1/hooks":
        return this.#schedule(call);
      case "GET /v1/hooks":
        return this.#list(url.searchParams);
      case "POST /v1/ws/ticket":
        return success(200, this.#context.issueTicket());
    }
    const bulk = /^\/v1\/hooks\/bulk\/(retry|replay|cancel)$/.exec(url.pathname);
    if (bulk && method === "POST") return this.#bulk(bulk[1]!, call);
    const one = /^\/v1\/hooks\/([^/]+)$/.exec(url.pathname);
    if (!one) return failure(404, "not found");
    return this.#one(method, decodePercent(one[1]!));
  }

  #one(method: string, id: string): ApiReply {
    const { project } = this.#context;
    const hook = project.find(id);
    if (!hook) return failure(404, "hook not found");
    if (method === "GET") return success(200, hook);
    if (method !== "DELETE") return failure(405, "method not allowed");
    project.remove(id);
    return success(200, {});
  }

  #schedule({ body }: ApiCall): ApiReply {
    const { clock, project, quota } = this.#context;
    const fields = parse(body);
    if (!fields) return failure(400, "invalid JSON");
    const scheduled = readSchedule(fields, clock.now());
    if ("error" in scheduled) return failure(400, scheduled.error);
    if (this.#usage >= quota) {
      return { ...failure(429, "monthly hook quota exceeded"), headers: this.#quota() };
    }
    this.#usage++;
    return { ...success(201, project.add(scheduled)), headers: this.#quota() };
  }

  #quota(): Record<string, string> {
    const { clock, quota } = this.#context;
    const now = new Date(clock.now());
    const resets = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
    return {
      "posthook-hookquota-limit": String(quota),
      "posthook-hookquota-usage": String(this.#usage),
      "posthook-hookquota-remaining": String(quota - this.#usage),
      "posthook-hookquota-resets-at": toWire(resets),
    };
  }

  #list(query: URLSearchParams): ApiReply {
    const limit = Number(query.get("limit") ?? 10);
    const offset = Number(query.get("offset") ?? 0);
    if (!(limit >= 0 && limit <= 1000)) return failure(400, "limit must be at most 1000");
    const sortBy = query.get("sortBy") === "createdAt" ? "createdAt" : "postAt";
    const direction = query.get("sortOrder") === "DESC" ? -1 : 1;
    const hooks = this.#context.project.hooks
      .filter((hook) => matches(hook, query))
      .sort((a, b) => (Date.parse(a[sortBy]) - Date.parse(b[sortBy])) * direction);
    const meta = { totalItems: hooks.length };
    return success(200, hooks.slice(offset, offset + limit), meta);
  }

  #bulk(action: string, { body }: ApiCall): ApiReply {
    const fields = parse(body);
    const status = { retry: "failed", replay: "completed", cancel: "pending" }[action];
    const candidates = this.#context.project.hooks.filter((hook) => hook.status === status);
    const hooks = fields && choose(candidates, fields);
    if (!hooks) return failure(400, "hookIDs, or startTime, endTime and limit are required");
    for (const hook of hooks) this.#act(action, hook);
    return success(200, { affected: hooks.length });
  }

  #act(action: string, { id, path, data, retryOverride }: FakePosthookHook): void {
    const { clock, project } = this.#context;
    if (action === "cancel") project.remove(id);
    if (action === "replay") project.add({ path, data, retryOverride, due: clock.now() });
    if (action === "retry") void project.fire(id);
  }
}

/** Those that a bulk operation names; `undefined` if it names none as it must. */
function choose(
  hooks: readonly FakePosthookHook[],
  { hookIDs, startTime, endTime, limit, ...more }: Fields,
): FakePosthookHook[] | undefined {
  if (Array.isArray(hookIDs)) {
    if (hookIDs.length === 0 || hookIDs.length > MAX_IDS) return undefined;
    return hooks.filter(({ id }) => hookIDs.includes(id));
  }
  const [start, end] = [Date.parse(String(startTime)), Date.parse(String(endTime))];
  if (typeof limit !== "number" || limit < 1 || limit > MAX_IDS) return undefined;
  if (Number.isNaN(start + end)) return undefined;
  // The fake's hooks have neither an endpoint nor a sequence.
  if (more.endpointKey !== undefined || more.sequenceID !== undefined) return [];
  return hooks.filter(({ postAt }) => {
    return Date.parse(postAt) >= start && Date.parse(postAt) <= end;
  }).slice(0, limit);
}

function matches(hook: FakePosthookHook, query: URLSearchParams): boolean {
  const status = query.get("status");
  if (status !== null && hook.status !== status) return false;
  return (["postAt", "createdAt"] as const).every((name) => {
    const time = Date.parse(hook[name]);
    const [after, before] = [query.get(`${name}After`), query.get(`${name}Before`)];
    if (after !== null && !(time > Date.parse(after))) return false;
    return before === null || time < Date.parse(before);
  });
}

function parse(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value as Fields : undefined;
  } catch {
    return undefined;
  }
}

function success(status: number, data: unknown, meta?: unknown): ApiReply {
  return { status, body: { data, ...(meta !== undefined && { meta }) } };
}

function failure(status: number, error: string): ApiReply {
  return { status, body: { error } };
}
