/**
 * What Deno says of a failed `fetch`, as texts: it gives no codes. They are not documented, so they
 * are pinned here and held by tests.
 *
 * @module
 */

/** One line of the table: what the error says, and what it means. */
export interface Row {
  readonly match: RegExp;
  readonly reason: string;
  /** Whose failure it is when a proxy is used. The proxy's, unless said otherwise. */
  readonly side?: "target";
}

/** Failures to connect. Nothing was sent, so trying again is safe. */
export const CONNECT: readonly Row[] = [
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
export const UNDER_WAY: readonly Row[] = [
  {
    match: /connection closed|close_notify|reset|broken pipe|EPIPE|other side closed|timed out/i,
    reason: "connection lost",
  },
  { match: /stream error|connection error|http2/i, reason: "connection lost" },
  { match: /invalid HTTP|Parse Error/, reason: "answer is no valid HTTP" },
];

/** The one HTTP/2 error that says that nothing was processed. RFC 9113, section 8.7. */
export const REFUSED_STREAM: RegExp = /refused stream before processing/;
