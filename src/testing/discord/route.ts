/**
 * Which endpoint a path names.
 *
 * @module
 */

/** What is asked for. Each kind has its own rate limit. */
export type DiscordAction =
  | "execute"
  | "get-webhook"
  | "patch-webhook"
  | "delete-webhook"
  | "get-message"
  | "patch-message"
  | "delete-message";

/** A path under `/api`, taken apart. */
export interface DiscordRoute {
  /** The API version in the path; `null` if it names none. */
  readonly version: number | null;
  /** What is asked for; `null` if no endpoint fits the path and the method. */
  readonly action: DiscordAction | null;
  /** The webhook's id. */
  readonly id: string;
  /** The webhook's token. */
  readonly token: string;
  /** The message's id; empty where the path names none. */
  readonly messageId: string;
  /** The query. */
  readonly query: URLSearchParams;
}

const PATH = /^\/api(?:\/v(\d+))?\/webhooks\/(\d+)\/([^/]+)(?:\/messages\/([^/]+))?\/?$/;

/** Only the path and the query count, whatever origin the request named. */
const ORIGIN = "http://discord.invalid";

const WEBHOOK_ACTIONS: Readonly<Record<string, DiscordAction>> = {
  POST: "execute",
  GET: "get-webhook",
  PATCH: "patch-webhook",
  DELETE: "delete-webhook",
};

const MESSAGE_ACTIONS: Readonly<Record<string, DiscordAction>> = {
  GET: "get-message",
  PATCH: "patch-message",
  DELETE: "delete-message",
};

/** Takes a request's target apart. */
export function parseRoute(method: string, target: string): DiscordRoute {
  const url = new URL(URL.canParse(target, ORIGIN) ? target : "/", ORIGIN);
  const { pathname, searchParams: query } = url;
  const found = PATH.exec(pathname);
  const [, version, id = "", token = "", messageId = ""] = found ?? [];
  const actions = messageId ? MESSAGE_ACTIONS : WEBHOOK_ACTIONS;
  return {
    version: version === undefined ? null : Number(version),
    action: found ? actions[method] ?? null : null,
    id,
    token,
    messageId,
    query,
  };
}

/** The name under which a request is counted: its action and its webhook. */
export function routeKey(route: DiscordRoute): string {
  return `${route.action ?? "unknown"}:${route.id}/${route.token}`;
}
