/**
 * Reads what a failed `fetch` threw: how far the request came, and whose fault it was. Deno says it
 * in a text, Node in a code; neither is documented, so both are pinned here and held by tests.
 *
 * @module
 */

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

/** One line of the table: what the error says, and what it means. */
interface Row {
  readonly match: RegExp;
  readonly reason: string;
  /** Whose failure it is when a proxy is used. The proxy's, unless said otherwise. */
  readonly side?: "target";
}

/** Failures to connect. Nothing was sent, so trying again is safe. */
const CONNECT: readonly Row[] = [
  { match: /certificate:? expired/i, reason: "certificate expired", side: "target" },
  {
    match: /certificate not valid for name/,
    reason: "certificate is for another host",
    side: "target",
  },
  { match: /invalid peer certificate/, reason: "certificate not trusted", side: "target" },
  { match: /InvalidContentType/, reason: "server does not speak TLS", side: "target" },
  // What a SOCKS proxy says of the target, by reply codes 3 to 6 of RFC 1928.
  { match: /^Network unreachable/, reason: "network unreachable", side: "target" },
  { match: /^Host unreachable/, reason: "host unreachable", side: "target" },
  { match: /^Connection refused/, reason: "connection refused", side: "target" },
  { match: /^TTL expired/, reason: "host unreachable", side: "target" },
  { match: /Connection refused/, reason: "connection refused" },
  { match: /failed to lookup address/, reason: "host name not found" },
  { match: /Proxy server unreachable/, reason: "connection refused" },
  // Either side may have closed it: through a tunnel that cannot be told.
  { match: /tls handshake eof/, reason: "connection closed in the TLS handshake" },
  {
    match: /Password auth failure|proxy authentication required/,
    reason: "proxy rejected the login",
  },
  { match: /No acceptable auth methods/, reason: "proxy requires a login" },
  { match: /unsuccessful tunnel/, reason: "proxy could not reach the server" },
  {
    match: /unexpected eof while tunneling|unexpected end of file/,
    reason: "proxy closed the connection",
  },
  { match: /[Uu]nreachable/, reason: "network unreachable" },
  { match: /No route to host/, reason: "host unreachable" },
  { match: /timed out/, reason: "no connection in time" },
  { match: /not allowed by ruleset/, reason: "proxy forbids the server" },
  { match: /Invalid auth values/, reason: "login does not fit into SOCKS5" },
  { match: /Invalid response version/, reason: "proxy does not speak SOCKS5" },
  {
    // The last one is what Deno says to a reply that RFC 1928 does not know.
    match: /General SOCKS server failure|type not supported|Command not|Unknown auth method/,
    reason: "proxy failed",
  },
];

/** Failures under way. The server may have the request. */
const UNDER_WAY: readonly Row[] = [
  {
    match: /connection closed|close_notify|reset|broken pipe|EPIPE|other side closed|timed out/i,
    reason: "connection lost",
  },
  { match: /stream error|connection error|http2/i, reason: "connection lost" },
  { match: /invalid HTTP|Parse Error/, reason: "answer is no valid HTTP" },
];

/** Codes of Node and undici that tell the same as {@linkcode CONNECT}, unless said of a `read`. */
const CONNECT_CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host name not found",
  EAI_AGAIN: "host name not found",
  ENETUNREACH: "network unreachable",
  EHOSTUNREACH: "host unreachable",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  CERT_HAS_EXPIRED: "certificate expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate not trusted",
};

/** A connection that stood: its errors share some codes with those of connecting. */
const STOOD = /^(?:read|write) E/;

/** The one HTTP/2 error that says that nothing was processed. RFC 9113, section 8.7. */
const REFUSED_STREAM = /refused stream before processing/;

/**
 * Tells how a request failed from what `fetch` threw.
 *
 * @param error What `fetch` threw.
 * @param proxied Whether the request went through a proxy.
 * @returns The failure. What is not recognised counts as under way: the server may have it.
 */
export function readFailure(error: unknown, proxied: boolean): RequestFailure {
  const { name, message } = texts(error);
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
  const known = CONNECT_CODES[cause.code];
  if (known && !STOOD.test(cause.message)) {
    const side = proxied && !known.startsWith("certificate") ? "proxy" : "target";
    return { phase: "connect", side, reason: known };
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
  const row = UNDER_WAY.find(({ match }) => match.test(text || told || cause.code));
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
function texts(error: unknown): { name: string; message: string; code: string } {
  try {
    const { name, message, code } = (error ?? {}) as Record<string, unknown>;
    return { name: String(name ?? ""), message: String(message ?? ""), code: String(code ?? "") };
  } catch {
    return { name: "", message: "", code: "" };
  }
}
