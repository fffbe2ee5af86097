/**
 * A tunnel through an HTTP proxy, by CONNECT. undici's `ProxyAgent` has one too, but it connects
 * again and again to a proxy that closes the connection, until the request is aborted.
 *
 * @module
 */

import { request } from "node:http";
import type { Socket } from "node:net";
import { ConnectError } from "./connect_error.ts";
import { CONNECT_TIMEOUT } from "./dial.ts";

/**
 * Asks a proxy for a tunnel. Source: RFC 9110, section 9.3.6.
 *
 * @param proxy The connection to the proxy. It is destroyed when there is no tunnel to be had.
 * @param target Where the tunnel leads, as `host:port`.
 * @param authorization The value of `Proxy-Authorization`, if the proxy asks for a login.
 * @returns The same connection, which now leads to the target. Rejects with a
 * {@linkcode ConnectError}.
 */
export function openHttpTunnel(
  proxy: Socket,
  target: string,
  authorization: string | undefined,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asking = request({
      method: "CONNECT",
      path: target,
      headers: {
        host: target,
        "proxy-connection": "keep-alive",
        ...(authorization !== undefined && { "proxy-authorization": authorization }),
      },
      createConnection: () => proxy,
    });
    asking.removeHeader("connection"); // It would say `close`.
    const fail = (code: string, cause?: unknown) => {
      clearTimeout(overdue);
      proxy.destroy();
      reject(new ConnectError(code, "proxy", cause));
    };
    asking.on("error", (error: Error & { code?: string }) => {
      fail(error.code?.startsWith("HPE_") ? "PROXY_TUNNEL" : "PROXY_CLOSED", error);
    });
    const overdue = setTimeout(() => fail("UND_ERR_CONNECT_TIMEOUT"), CONNECT_TIMEOUT);
    asking.on("connect", ({ statusCode }, _socket, head) => {
      if (statusCode === 407) return fail("PROXY_LOGIN");
      if (statusCode !== 200) return fail("PROXY_TUNNEL");
      clearTimeout(overdue);
      if (head.length > 0) proxy.unshift(head);
      resolve(proxy);
    });
    asking.end();
  });
}
