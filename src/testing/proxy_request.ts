/**
 * What a fake proxy keeps of a request, and what its two protocols share.
 *
 * @module
 */

import type { Connections } from "./connections.ts";
import type { ProxyFault } from "./proxy_fault.ts";

/** A host and a port. */
export interface Address {
  /** A name or an IP address; IPv6 without brackets. */
  readonly host: string;
  /** The port. */
  readonly port: number;
}

/** Who may use a proxy. */
export interface Credentials {
  /** The user name. */
  readonly username: string;
  /** The password. */
  readonly password: string;
}

/** A request that reached a fake proxy and named its target. Holds no password. */
export interface ProxyRequest {
  /** `"forward"`: in absolute form; `"connect"`: a CONNECT tunnel; `"socks5"`: a SOCKS5 tunnel. */
  readonly kind: "forward" | "connect" | "socks5";
  /** The HTTP method; `null` for SOCKS5. */
  readonly method: string | null;
  /** The target as asked for, before `resolve`: `host:port`, IPv6 in brackets. */
  readonly target: string;
  /** The user name that was offered, right or wrong; `null` when there was none. */
  readonly username: string | null;
  /** The number of the TCP connection it came on; the first connection is 1. */
  readonly connection: number;
  /** Whether the proxy opened a connection to the target for it. */
  readonly passed: boolean;
  /** Bytes carried to the target: of the body when forwarded, of everything in a tunnel. */
  readonly bytesUp: number;
  /** Bytes carried back to the client, counted alike. */
  readonly bytesDown: number;
}

/** A request while its proxy still writes to it. */
export type OpenRequest = { -readonly [Key in keyof ProxyRequest]: ProxyRequest[Key] };

/** What the protocols of a fake proxy work with. */
export interface ProxyContext {
  /** The connections of clients. */
  readonly clients: Connections;
  /** The connections to targets. */
  readonly targets: Connections;
  /** Who may use the proxy; `null` is everyone. */
  readonly credentials: Credentials | null;
  /** The fault of this moment. */
  fault(): ProxyFault | null;
  /** Where a target really is. */
  resolve(target: Address): Address;
  /** Keeps a request. */
  record(request: OpenRequest): void;
}

/** Whether these credentials open the proxy now. */
export function admits(context: ProxyContext, given: Credentials | null): boolean {
  if (context.fault() === "deny") return false;
  const { credentials } = context;
  return credentials === null ||
    (given?.username === credentials.username && given.password === credentials.password);
}

/** Makes the record of a request that was just read. */
export function openRequest(
  kind: ProxyRequest["kind"],
  facts: Pick<ProxyRequest, "method" | "username" | "connection"> & { readonly address: Address },
): OpenRequest {
  const { address: { host, port }, ...rest } = facts;
  const target = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return { kind, target, ...rest, passed: false, bytesUp: 0, bytesDown: 0 };
}
