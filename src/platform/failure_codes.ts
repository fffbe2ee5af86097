/**
 * What Node, its TLS, undici and our own connections say of a failed request, as codes.
 *
 * @module
 */

/** The certificates of a server are its own failure, with a proxy too. */
const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "certificate expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another host",
  CERT_NOT_YET_VALID: "certificate not trusted",
  CERT_REJECTED: "certificate not trusted",
  CERT_REVOKED: "certificate not trusted",
  CERT_SIGNATURE_FAILURE: "certificate not trusted",
  CERT_UNTRUSTED: "certificate not trusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "certificate not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate not trusted",
};

/** These come of connecting, or of a `read`: their `syscall` tells. */
const CONNECTING: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host name not found",
  EAI_AGAIN: "host name not found",
  ENETUNREACH: "network unreachable",
  EHOSTUNREACH: "host unreachable",
  ETIMEDOUT: "no connection in time",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
};

/** What a `ConnectError` says beside those; SOCKS by the reply codes of RFC 1928. */
const DIALLING: Readonly<Record<string, string>> = {
  ECONNRESET: "connection closed in the TLS handshake",
  EPIPE: "connection closed in the TLS handshake",
  EPROTO: "server does not speak TLS",
  PROXY_CLOSED: "proxy closed the connection",
  PROXY_LOGIN: "proxy rejected the login",
  PROXY_LOGIN_MISSING: "proxy requires a login",
  PROXY_LOGIN_SIZE: "login does not fit into SOCKS5",
  PROXY_TUNNEL: "proxy could not reach the server",
  PROXY_VERSION: "proxy does not speak SOCKS5",
  SOCKS_REPLY_2: "proxy forbids the server",
  SOCKS_REPLY_3: "network unreachable",
  SOCKS_REPLY_4: "host unreachable",
  SOCKS_REPLY_5: "connection refused",
  SOCKS_REPLY_6: "host unreachable",
};

/** The connection stood, and is gone: the server may have the request. */
const LOST = new Set(["UND_ERR_SOCKET", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"]);

/** undici will not send: through this client, or a request like this. */
const NO_CLIENT = new Set(["NO_CLIENT", "UND_ERR_CLOSED", "UND_ERR_DESTROYED"]);
const REFUSED = new Set([
  "UND_ERR_INVALID_ARG",
  "UND_ERR_NOT_SUPPORTED",
  "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
]);

/** What a code comes to. */
export interface CodeMeaning {
  /** How far the request came; see `RequestFailure`. */
  readonly phase: "forbidden" | "blocked" | "no-client" | "connect" | "unknown";
  /** A short cause in plain words. */
  readonly reason: string;
  /** It can only be the target's failure. */
  readonly isTargets?: boolean;
}

/**
 * Reads the code of an error.
 *
 * @param code The code.
 * @param syscall What Node was about, if it said so.
 * @returns What it means; `undefined` for a code that is not known.
 */
export function readCode(code: string, syscall: string): CodeMeaning | undefined {
  const certificate = CERTIFICATES[code];
  if (certificate) return { phase: "connect", reason: certificate, isTargets: true };
  const reason = CONNECTING[code];
  if (reason && syscall !== "read" && syscall !== "write") return { phase: "connect", reason };
  if (LOST.has(code)) return { phase: "unknown", reason: "connection lost" };
  if (code.startsWith("HPE_") || code === "UND_ERR_HEADERS_OVERFLOW") {
    return { phase: "unknown", reason: "answer is no valid HTTP" };
  }
  if (code === "BAD_PORT") {
    return { phase: "blocked", reason: "fetch never connects to this port" };
  }
  if (NO_CLIENT.has(code)) {
    return { phase: "no-client", reason: "the HTTP client is closed, or is none" };
  }
  if (REFUSED.has(code)) {
    return { phase: "forbidden", reason: "Node does not send such a request: see its headers" };
  }
  return undefined;
}

/**
 * Reads the code of a `ConnectError`.
 *
 * @param code The code.
 * @returns A short cause in plain words.
 */
export function readConnectCode(code: string): string {
  const known = CERTIFICATES[code] ?? DIALLING[code] ?? CONNECTING[code];
  if (known) return known;
  if (code.startsWith("SOCKS_REPLY_")) return "proxy failed";
  return code.startsWith("ERR_SSL_") ? "server does not speak TLS" : "connection failed";
}
