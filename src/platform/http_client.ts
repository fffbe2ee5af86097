/**
 * What a sender asks of the platform it runs on.
 *
 * @module
 */

/**
 * The headers of a request, by name in lower case. A plain object: `fetch` of Deno reads one in half
 * the time that it takes for `Headers`.
 */
export type HeaderFields = Readonly<Record<string, string>>;

/**
 * The body of a request; `null` if it has none. A string is not among them, as it would have to be
 * encoded anew for each attempt.
 */
export type RequestBody = Uint8Array<ArrayBuffer> | Blob | null;

/** A request, as `fetch` takes one. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: HeaderFields;
  readonly body: RequestBody;
  /** Ends the request, and the reading of the answer. */
  readonly signal: AbortSignal | undefined;
}

/** What is read of a `Response`. */
export type HttpResponse = Pick<Response, "ok" | "status" | "headers" | "body" | "text">;

/** A pool of connections; in Deno a `Deno.HttpClient`. Whoever opened it closes it. */
export interface HttpClient {
  /** Closes the connections. Requests in flight finish. */
  close(): void;
}

/**
 * Sends a request to a URL, through a client if there is one. Redirects are not followed. Rejects with
 * whatever the platform throws.
 */
export type HttpSend = (
  url: string,
  request: HttpRequest,
  client: HttpClient | undefined,
) => Promise<HttpResponse>;

/** Where a proxy is and how to log in there. */
export interface ProxyAddress {
  /** How the proxy is spoken to. */
  readonly protocol: "http" | "https" | "socks5";
  /** Its host name or IP address; IPv6 in brackets. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** The name to log in with, if it asks for one. */
  readonly username?: string;
  /** The password to log in with. */
  readonly password?: string;
}

/** Settings of TLS for a client. */
export interface TlsOptions {
  /** Certificates, in PEM, that are trusted beside the platform's own. */
  readonly caCerts?: readonly string[];
}
