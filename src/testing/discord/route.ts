/**
 * Which endpoint a path names.
 *
 * @module
 */

/** What is asked for. The three kinds of `execute` share one rate limit; each other has its own. */
export type DiscordAction =
  | "execute"
  | "execute-slack"
  | "execute-github"
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

const PATH =
  /^\/api(?:\/v(\d+))?\/webhooks\/(\d+)\/([^/]+)(?:\/messages\/([^/]+)|(\/slack|\/github))?\/?$/;

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

/** The forms in which other services call a webhook. */
const SERVICE_ACTIONS: Readonly<Record<string, Readonly<Record<string, DiscordAction>>>> = {
  "/slack": { POST: "execute-slack" },
  "/github": { POST: "execute-github" },
};

/** Takes a request's target apart. */
export function parseRoute(method: string, target: string): DiscordRoute {
  const url = new URL(URL.canParse(target, ORIGIN) ? target : "/", ORIGIN);
  const { pathname, searchParams: query } = url;
  const found = PATH.exec(pathname);
  const [, version, id = "", token = "", messageId = "", service = ""] = found ?? [];
  const actions = SERVICE_ACTIONS[service] ?? (messageId ? MESSAGE_ACTIONS : WEBHOOK_ACTIONS);
  return {
    version: version === undefined ? null : Number(version),
    action: found ? actions[method] ?? null : null,
    id,
    token,
    messageId: decode(messageId),
    query,
  };
}

/** Whether a message is to be posted, in whatever form. */
export function isPost(action: DiscordAction | null): boolean {
  return action?.startsWith("execute") === true;
}

/** The kind of call under which an action is counted: all posts of a webhook count together. */
export function routeClass(action: DiscordAction | null): string {
  return isPost(action) ? "execute" : action ?? "unknown";
}

/** The name under which a request is counted: its kind and its webhook. */
export function routeKey(route: DiscordRoute): string {
  return `${routeClass(route.action)}:${route.id}/${route.token}`;
}

/** `@original` may come as `%40original`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
