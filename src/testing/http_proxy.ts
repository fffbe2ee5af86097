/**
 * An HTTP proxy: CONNECT opens a tunnel, a request in absolute form is forwarded.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import {
  type IncomingMessage,
  request as openUpstream,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { createHttpServer, rawPairs, readWhole, type TlsOptions } from "./http_server.ts";
import { connectStatusOf } from "./proxy_fault.ts";
import {
  type Address,
  admits,
  type Credentials,
  openRequest,
  type ProxyContext,
} from "./proxy_request.ts";
import { dial, hang, join } from "./tunnel.ts";

/** What `"garbage"` sends: the greeting of another protocol. */
const GARBAGE = "SSH-2.0-OpenSSH_9.9\r\n";
const CHALLENGE = 'Basic realm="FakeProxy"';

/** Fields between a client and its proxy alone. Source: RFC 9110, section 7.6.1. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Makes the server of an HTTP proxy; over TLS with a certificate. It does not listen yet. */
export function createHttpProxy(context: ProxyContext, tls?: TlsOptions): Server {
  const closes = () => context.fault() === "refuse";
  const server = createHttpServer(context.clients, { tls, closes });
  server.on("connect", (request, client, head) => {
    client.unshift(head);
    openTunnel(request, client as Socket, context);
  });
  server.on("request", (request, response) => {
    const connection = context.clients.idOf(request.socket);
    readWhole(request, (body) => forward({ request, response, body, connection }, context));
  });
  return server;
}

async function openTunnel(
  message: IncomingMessage,
  client: Socket,
  context: ProxyContext,
): Promise<void> {
  const address = parseTarget(`http://${message.url}`);
  if (!address) return refuse(client, 400);
  const given = credentialsOf(message);
  const connection = context.clients.idOf(message.socket);
  const username = given?.username ?? null;
  const request = openRequest("connect", { method: "CONNECT", address, username, connection });
  context.record(request);

  const fault = context.fault();
  if (fault === "hang") return hang(client);
  if (fault === "cut") return void client.destroy();
  if (fault === "garbage") return void client.end(GARBAGE);
  if (!admits(context, given)) return refuse(client, 407);
  const status = connectStatusOf(fault);
  if (status !== undefined) return refuse(client, status);
  try {
    const target = await dial(address, context);
    request.passed = true;
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    join(client, target, { request, context });
  } catch {
    refuse(client, 502);
  }
}

/** Answers a CONNECT with anything but a tunnel. */
function refuse(client: Socket, status: number): void {
  const challenge = status === 407 ? `proxy-authenticate: ${CHALLENGE}\r\n` : "";
  client.end(
    `HTTP/1.1 ${status} FakeProxy\r\n${challenge}content-length: 0\r\nconnection: close\r\n\r\n`,
  );
}

interface Forwarding {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Uint8Array;
  readonly connection: number;
}

async function forward(forwarding: Forwarding, context: ProxyContext): Promise<void> {
  const { request: message, response, body, connection } = forwarding;
  const address = parseTarget(message.url!);
  if (!address) return answer(response, 400);
  const given = credentialsOf(message);
  const method = message.method!;
  const username = given?.username ?? null;
  const request = openRequest("forward", { method, address, username, connection });
  context.record(request);

  const fault = context.fault();
  if (fault === "hang") return;
  if (fault === "cut") return void message.socket.destroy();
  if (fault === "garbage") return void message.socket.end(GARBAGE);
  if (!admits(context, given)) return answer(response, 407);
  try {
    const target = await dial(address, context);
    request.passed = true;
    request.bytesUp = body.length;
    response.once("close", () => target.destroy());
    const reply = await ask(target, forwarding);
    if (context.fault() === "cut-after") return void message.socket.destroy();
    reply.on("data", (chunk: Uint8Array) => request.bytesDown += chunk.length);
    // Half an answer stays half an answer: the client must see it break off.
    reply.on("error", () => message.socket.destroy());
    response.sendDate = false;
    response.writeHead(reply.statusCode!, reply.statusMessage, endToEnd(reply).flat());
    response.flushHeaders();
    reply.pipe(response);
  } catch {
    answer(response, 502);
  }
}

/** Sends a request on and resolves to the head of the answer; rejects when there is none. */
function ask(target: Socket, forwarding: Forwarding): Promise<IncomingMessage> {
  const { request, body } = forwarding;
  const { pathname, search } = new URL(request.url!);
  const headers = endToEnd(request).filter(([name]) => name.toLowerCase() !== "content-length");
  const length = body.length > 0 || request.headers["content-length"] !== undefined;
  if (length) headers.push(["content-length", String(body.length)]);
  return new Promise((resolve, reject) => {
    const upstream = openUpstream({
      method: request.method,
      path: pathname + search,
      headers: headers.flat(),
      createConnection: () => target,
    });
    upstream.once("response", resolve);
    upstream.on("error", reject);
    upstream.end(body);
  });
}

/** Answers a request in absolute form without forwarding it. */
function answer(response: ServerResponse, status: number): void {
  if (status === 407) response.setHeader("proxy-authenticate", CHALLENGE);
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`FakeProxy: ${status}`);
}

/** The fields that a proxy passes on. */
function endToEnd(message: IncomingMessage): [name: string, value: string][] {
  const named = (message.headers.connection ?? "").toLowerCase().split(/\s*,\s*/);
  return rawPairs(message).filter(([name]) => {
    const field = name.toLowerCase();
    return !HOP_BY_HOP.has(field) && !named.includes(field);
  });
}

/** The host and port of an absolute http URL; `null` for anything else. */
function parseTarget(url: string): Address | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "http:") return null;
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 80) };
}

/** The credentials of a request; `null` when there are none, or none to be made out. RFC 7617. */
function credentialsOf(message: IncomingMessage): Credentials | null {
  const field = message.headers["proxy-authorization"] ?? "";
  const [, encoded] = /^Basic +(\S+)$/i.exec(field) ?? [];
  if (encoded === undefined) return null;
  const [, username, password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  return username === undefined || password === undefined ? null : { username, password };
}
