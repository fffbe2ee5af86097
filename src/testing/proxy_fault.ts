/**
 * What can go wrong with a fake proxy.
 *
 * @module
 */

import { checkWord } from "../util/check.ts";

/** Which protocol a proxy speaks to its clients. */
export type ProxyKind = "http" | "socks5";

/** An http proxy answers every CONNECT with a status of its own. */
export interface ConnectStatusFault {
  /** The status, 300 to 599. */
  readonly connectStatus: number;
}

/** A SOCKS5 proxy answers every request with a reply code of its own. */
export interface SocksReplyFault {
  /** The code, 1 to 255. RFC 1928, section 6, gives those up to 8 a meaning. */
  readonly socksReply: number;
}

/**
 * How a fake proxy fails.
 *
 * - `"refuse"`: every new connection is closed as soon as it is accepted, nothing read. For a port
 *   that nobody listens on there is `die()`.
 * - `"hang"`: what the client sends is read and never answered.
 * - `"deny"`: no credentials are good enough. An http proxy answers 407; a SOCKS5 proxy refuses the
 *   password, or accepts no method when none was offered.
 * - `"cut"`: the request is read, then the connection is closed; the target hears nothing.
 * - `"cut-after"`: the request reaches the target, but at the first byte of its answer the
 *   connection is closed. A tunnel cannot see into TLS, where those bytes are the handshake: there
 *   call `disconnectAll()` from the target's script.
 * - `"garbage"`: the answer is of another protocol; the connection is then closed.
 */
export type ProxyFault =
  | "refuse"
  | "hang"
  | "deny"
  | "cut"
  | "cut-after"
  | "garbage"
  | ConnectStatusFault
  | SocksReplyFault;

/** The faults that are words. */
const WORDS = ["refuse", "hang", "deny", "cut", "cut-after", "garbage"] satisfies ProxyFault[];

/** The status an http proxy is told to answer a CONNECT with, if it is. */
export function connectStatusOf(fault: ProxyFault | null): number | undefined {
  return typeof fault === "object" && fault && "connectStatus" in fault
    ? fault.connectStatus
    : undefined;
}

/** The code a SOCKS5 proxy is told to reply with, if it is. */
export function socksReplyOf(fault: ProxyFault | null): number | undefined {
  return typeof fault === "object" && fault && "socksReply" in fault ? fault.socksReply : undefined;
}

/**
 * Returns the fault if a proxy of this kind can fail that way: one without effect would let a test
 * pass that has proved nothing.
 *
 * @throws {TypeError} When it cannot.
 */
export function checkFault(fault: ProxyFault | null, kind: ProxyKind): ProxyFault | null {
  if (fault === null) return null;
  const status = connectStatusOf(fault);
  const reply = socksReplyOf(fault);
  if (status === undefined && reply === undefined) checkWord("fault", fault, WORDS);
  if (status !== undefined && kind !== "http") throw misplaced("connectStatus", kind);
  if (reply !== undefined && kind !== "socks5") throw misplaced("socksReply", kind);
  if (status !== undefined && !isWithin(status, 300, 599)) {
    throw new TypeError(
      `Cannot set the fault as 'connectStatus' must be 300 to 599: current value is ${status}`,
    );
  }
  if (reply !== undefined && !isWithin(reply, 1, 255)) {
    throw new TypeError(
      `Cannot set the fault as 'socksReply' must be 1 to 255: current value is ${reply}`,
    );
  }
  return fault;
}

function misplaced(name: string, kind: ProxyKind): TypeError {
  return new TypeError(`Cannot set the fault '${name}': the proxy's kind is "${kind}"`);
}

function isWithin(value: number, lowest: number, highest: number): boolean {
  return Number.isInteger(value) && value >= lowest && value <= highest;
}
