/**
 * A SOCKS5 proxy: the CONNECT command, with or without user name and password.
 * Sources: RFC 1928 (the protocol), RFC 1929 (the password).
 *
 * @module
 */

import { createServer, type Server, type Socket } from "node:net";
import { socksReplyOf } from "./proxy_fault.ts";
import {
  type Address,
  admits,
  type Credentials,
  openRequest,
  type ProxyContext,
} from "./proxy_request.ts";
import { dial, hang, join } from "./tunnel.ts";

const VERSION = 5;
const PASSWORD_VERSION = 1;
const METHOD = { none: 0, password: 2, notAcceptable: 0xff } as const;
const COMMAND_CONNECT = 1;
const ADDRESS = { ipv4: 1, name: 3, ipv6: 4 } as const;
const REPLY = {
  succeeded: 0,
  generalFailure: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  connectionRefused: 5,
  commandNotSupported: 7,
  addressTypeNotSupported: 8,
} as const;

/** What a failed connection is called on the wire, by Node's error code. */
const REPLY_BY_CODE: Readonly<Record<string, number>> = {
  EACCES: REPLY.notAllowed,
  EPERM: REPLY.notAllowed,
  ENETUNREACH: REPLY.networkUnreachable,
  EHOSTUNREACH: REPLY.hostUnreachable,
  ETIMEDOUT: REPLY.hostUnreachable,
  ENOTFOUND: REPLY.hostUnreachable,
  EAI_AGAIN: REPLY.hostUnreachable,
  ECONNREFUSED: REPLY.connectionRefused,
};

/** After each of these it is worth reading again. */
const NEWS = ["readable", "end", "close"] as const;

/** What `"garbage"` sends: another protocol. */
const GARBAGE = "HTTP/1.1 400 Bad Request\r\n\r\n";

/** Makes the server of a SOCKS5 proxy. It does not listen yet. */
export function createSocks5Proxy(context: ProxyContext): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const connection = context.clients.add(client);
    if (context.fault() === "refuse") return void client.destroy();
    // Whatever a client says wrong, or leaves unsaid, ends its connection.
    serve(client, connection, context).catch(() => client.destroy());
  });
}

async function serve(client: Socket, connection: number, context: ProxyContext): Promise<void> {
  const methods = await readGreeting(client);
  const fault = context.fault();
  if (fault === "hang") return hang(client);
  if (fault === "garbage") return void client.end(GARBAGE);

  const method = chooseMethod(methods, context);
  client.write(Uint8Array.of(VERSION, method));
  if (method === METHOD.notAcceptable) return void client.end();
  const given = method === METHOD.password ? await readCredentials(client) : null;
  if (given) {
    const admitted = admits(context, given);
    client.write(Uint8Array.of(PASSWORD_VERSION, admitted ? 0 : 1));
    if (!admitted) return void client.end();
  }

  const { command, address } = await readRequest(client);
  if (!address) return reply(client, REPLY.addressTypeNotSupported);
  const username = given?.username ?? null;
  const request = openRequest("socks5", { method: null, address, username, connection });
  context.record(request);
  if (context.fault() === "cut") return void client.destroy();
  const told = socksReplyOf(context.fault());
  if (told !== undefined) return reply(client, told);
  if (command !== COMMAND_CONNECT) return reply(client, REPLY.commandNotSupported);
  try {
    const target = await dial(address, context);
    request.passed = true;
    reply(client, REPLY.succeeded);
    join(client, target, { request, context });
  } catch (error) {
    const { code = "" } = error as { code?: string };
    reply(client, REPLY_BY_CODE[code] ?? REPLY.generalFailure);
  }
}

async function readGreeting(client: Socket): Promise<Uint8Array> {
  const [version, count] = await take(client, 2);
  if (version !== VERSION) throw new Error("Cannot serve a client that does not speak SOCKS5");
  return await take(client, count!);
}

/** Asks for a password if it takes one to get in, or if the client offers nothing else. */
function chooseMethod(methods: Uint8Array, context: ProxyContext): number {
  if (methods.includes(METHOD.none) && admits(context, null)) return METHOD.none;
  return methods.includes(METHOD.password) ? METHOD.password : METHOD.notAcceptable;
}

async function readCredentials(client: Socket): Promise<Credentials> {
  const [version, length] = await take(client, 2);
  if (version !== PASSWORD_VERSION) throw new Error("Cannot read a password that is not RFC 1929");
  const username = await take(client, length!);
  const [passwordLength] = await take(client, 1);
  const password = await take(client, passwordLength!);
  const utf8 = new TextDecoder();
  return { username: utf8.decode(username), password: utf8.decode(password) };
}

/** Reads a request; its address is `null` when the type of address is unknown. */
async function readRequest(client: Socket): Promise<{ command: number; address: Address | null }> {
  const [version, command, , type] = await take(client, 4);
  if (version !== VERSION) throw new Error("Cannot serve a request that is not SOCKS5");
  const host = await readHost(client, type!);
  if (host === null) return { command: command!, address: null };
  const [high, low] = await take(client, 2);
  return { command: command!, address: { host, port: high! * 256 + low! } };
}

async function readHost(client: Socket, type: number): Promise<string | null> {
  switch (type) {
    case ADDRESS.ipv4:
      return (await take(client, 4)).join(".");
    case ADDRESS.name: {
      const [length] = await take(client, 1);
      return new TextDecoder().decode(await take(client, length!));
    }
    case ADDRESS.ipv6: {
      const bytes = new DataView((await take(client, 16)).buffer);
      const groups = Array.from({ length: 8 }, (_, n) => bytes.getUint16(n * 2).toString(16));
      // Through a URL, for the short form that people write.
      return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
    }
    default:
      return null;
  }
}

/** Replies to a request; anything but success ends the connection. */
function reply(client: Socket, code: number): void {
  // The address that the proxy would be bound to follows; clients of CONNECT have no use for it.
  client.write(Uint8Array.of(VERSION, code, 0, ADDRESS.ipv4, 0, 0, 0, 0, 0, 0));
  if (code !== REPLY.succeeded) client.end();
}

/** Takes exactly this many bytes; what follows stays in the socket. Rejects when they never come. */
async function take(socket: Socket, bytes: number): Promise<Uint8Array> {
  if (bytes === 0) return new Uint8Array();
  for (;;) {
    const chunk: Uint8Array | null = socket.read(bytes);
    // A copy: a Buffer is a view of memory that others share.
    if (chunk?.length === bytes) return Uint8Array.from(chunk);
    if (socket.destroyed || socket.readableEnded || chunk) {
      throw new Error("Cannot read on: the client has left");
    }
    await new Promise<void>((resolve) => {
      const settle = () => {
        for (const event of NEWS) socket.off(event, settle);
        resolve();
      };
      for (const event of NEWS) socket.once(event, settle);
    });
  }
}
