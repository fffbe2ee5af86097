/**
 * Reads what a failed request threw: how far it came, and whose fault it was. Deno says it in a text,
 * Node in a code.
 *
 * @module
 */

import { readCode, readConnectCode } from "./failure_codes.ts";
import { CONNECT, REFUSED_STREAM, UNDER_WAY } from "./failure_texts.ts";

/** What the error of a failed request says. */
export interface RequestFailure {
  /**
   * The platform itself would not send: for want of a permission (`forbidden`), as it never
   * connects there (`blocked`), or as the client given to it is none, or is closed (`no-client`).
   * `connect`: no connection, so nothing was sent. `unknown`: the request was under way, and the
   * server may have it.
   */
  readonly phase: "forbidden" | "blocked" | "no-client" | "connect" | "unknown";
  /** Who failed, as far as the evidence goes; without a proxy always the target. */
  readonly side: "proxy" | "target";
  /** A short cause in plain words, without URL, host or credential. */
  readonly reason: string;
}

/**
 * Tells how a request failed from what `fetch` threw.
 *
 * @param error What `fetch` threw.
 * @param proxied Whether the request went through a proxy.
 * @returns The failure. What is not recognised counts as under way: the server may have it.
 */
export function readFailure(error: unknown, proxied: boolean): RequestFailure {
  const { name, message, code, syscall } = texts(error);
  if (name === "ConnectError") {
    const side = (error as { side?: unknown }).side === "proxy" ? "proxy" : "target";
    return { phase: "connect", side, reason: readConnectCode(code) };
  }
  if (name === "NotCapable" || name === "PermissionDenied") {
    return unsent("forbidden", "Deno lacks the permission --allow-net for it");
  }
  if (name === "BadResource" || /must be a Deno\.HttpClient/.test(message)) {
    return unsent("no-client", "the HTTP client is closed, or is none");
  }
  const cause = texts(causeOf(error));
  if (/Requests to port \d+ are blocked|bad port/.test(`${message} ${cause.message}`)) {
    return unsent("blocked", "fetch never connects to this port");
  }
  // undici gives it a code for some faults only.
  if (name === "HTTPParserError" || cause.name === "HTTPParserError") {
    return { phase: "unknown", side: "target", reason: "answer is no valid HTTP" };
  }
  // undici's own error, or the one below that of Node's `fetch`.
  const meaning = readCode(code, syscall) ?? readCode(cause.code, cause.syscall);
  if (meaning) {
    const { phase, reason, isTargets } = meaning;
    const isProxys = proxied && phase === "connect" && !isTargets;
    return { phase, side: isProxys ? "proxy" : "target", reason };
  }
  // "… client error (Connect): TEXT": the last such mark counts, as a URL may hold one too.
  // Before Deno 2.9 it stood in the message itself.
  const told = cause.message || message;
  const mark = told.lastIndexOf("client error (");
  const [, phase, text = ""] = /^client error \((\w+)\)(?:: (.*))?/s.exec(
    told.slice(Math.max(0, mark)),
  ) ?? [];
  if (phase === "Connect") {
    const row = CONNECT.find(({ match }) => match.test(text));
    const side = proxied && row?.side !== "target" ? "proxy" : "target";
    return { phase: "connect", side, reason: row?.reason ?? "connection failed" };
  }
  if (REFUSED_STREAM.test(text)) {
    return { phase: "connect", side: "target", reason: "server refused the stream" };
  }
  const row = UNDER_WAY.find(({ match }) => match.test(text || told));
  return { phase: "unknown", side: "target", reason: row?.reason ?? "connection failed" };
}

function unsent(phase: RequestFailure["phase"], reason: string): RequestFailure {
  return { phase, side: "target", reason };
}

function causeOf(error: unknown): unknown {
  try {
    return (error as { cause?: unknown } | undefined)?.cause;
  } catch {
    return undefined;
  }
}

/** The texts of an error, or empty ones: anything can be thrown, and reading it can throw too. */
function texts(error: unknown): Readonly<Record<"name" | "message" | "code" | "syscall", string>> {
  try {
    const { name, message, code, syscall } = (error ?? {}) as Record<string, unknown>;
    return {
      name: String(name ?? ""),
      message: String(message ?? ""),
      code: String(code ?? ""),
      syscall: String(syscall ?? ""),
    };
  } catch {
    return { name: "", message: "", code: "", syscall: "" };
  }
}
