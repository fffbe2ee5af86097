/**
 * A tunnel through a SOCKS5 proxy. undici's `Socks5ProxyAgent` has one too, but it waits five
 * seconds for a proxy that has left already, and then throws an error that does not say so; it takes
 * no empty password; and it prints a warning.
 *
 * Sources: RFC 1928 (the protocol), RFC 1929 (the password).
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { isIP, type Socket } from "node:net";
import { ConnectError } from "./connect_error.ts";
import { CONNECT_TIMEOUT } from "./dial.ts";

/** Where a tunnel leads. */
export interface SocksTarget {
  /** A host name, which the proxy resolves, or an IP address without brackets. */
  readonly host: string;
  /** The port. */
  readonly port: number;
}

/** A name and a password. */
export interface SocksLogin {
  /** The name. */
  readonly username: string;
  /** The password. */
  readonly password: string;
}

const VERSION = 5;
const PASSWORD_VERSION = 1;
const NO_LOGIN = 0;
const PASSWORD = 2;
const NOT_ACCEPTABLE = 0xff;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;
/** A length is one byte. */
const MAX_LENGTH = 255;

/** After each of these it is worth reading again. */
const NEWS = ["readable", "end", "close", "error"] as const;

/**
 * Asks a proxy for a tunnel.
 *
 * @param proxy The connection to the proxy. It is destroyed when there is no tunnel to be had.
 * @param target Where the tunnel leads.
 * @param login The login, if there is one.
 * @returns The same connection, which now leads to the target. Rejects with a
 * {@linkcode ConnectError}.
 */
export async function openSocksTunnel(
  proxy: Socket,
  target: SocksTarget,
  login: SocksLogin | undefined,
): Promise<Socket> {
  const overdue = setTimeout(() => {
    proxy.destroy(new ConnectError("UND_ERR_CONNECT_TIMEOUT", "proxy"));
  }, CONNECT_TIMEOUT);
  const ignore = () => {};
  proxy.on("error", ignore); // It is told by take(); unheard it would end the process.
  try {
    await greet(proxy, login);
    await askFor(proxy, target);
    return proxy;
  } catch (error) {
    proxy.destroy();
    throw ConnectError.from(error, "proxy");
  } finally {
    clearTimeout(overdue);
    if (!proxy.destroyed) proxy.off("error", ignore);
  }
}

/** Says hello, and logs in if the proxy asks for it. */
async function greet(proxy: Socket, login: SocksLogin | undefined): Promise<void> {
  const methods = login ? [NO_LOGIN, PASSWORD] : [NO_LOGIN];
  proxy.write(Uint8Array.of(VERSION, methods.length, ...methods));
  const [version, method] = await take(proxy, 2);
  if (version !== VERSION) throw new ConnectError("PROXY_VERSION", "proxy");
  if (method === NO_LOGIN) return;
  if (method === NOT_ACCEPTABLE) {
    throw new ConnectError(login ? "PROXY_LOGIN" : "PROXY_LOGIN_MISSING", "proxy");
  }
  if (method !== PASSWORD || !login) throw new ConnectError("SOCKS_REPLY_1", "proxy");
  const [username, password] = [login.username, login.password].map((text) => Buffer.from(text));
  if (username!.length > MAX_LENGTH || password!.length > MAX_LENGTH) {
    throw new ConnectError("PROXY_LOGIN_SIZE", "proxy");
  }
  proxy.write(Uint8Array.of(
    PASSWORD_VERSION,
    username!.length,
    ...username!,
    password!.length,
    ...password!,
  ));
  const [, refused] = await take(proxy, 2);
  if (refused) throw new ConnectError("PROXY_LOGIN", "proxy");
}

/** Asks for the target, and reads the reply to its end: what follows is the target's. */
async function askFor(proxy: Socket, { host, port }: SocksTarget): Promise<void> {
  // The rest of a longer one would be read as something else.
  if (Buffer.byteLength(host) > MAX_LENGTH) throw new ConnectError("ENOTFOUND", "target");
  proxy.write(Uint8Array.of(VERSION, CONNECT, 0, ...addressOf(host), port >> 8, port & 0xff));
  const [version, reply, , type] = await take(proxy, 4);
  if (version !== VERSION) throw new ConnectError("PROXY_VERSION", "proxy");
  if (reply !== 0) {
    // Codes 3 to 6 are about the target. RFC 1928, section 6.
    throw new ConnectError(
      `SOCKS_REPLY_${reply!}`,
      reply! >= 3 && reply! <= 6 ? "target" : "proxy",
    );
  }
  await take(proxy, await lengthOf(proxy, type) + 2);
}

/** How many bytes an address of this type takes. */
async function lengthOf(proxy: Socket, type: number | undefined): Promise<number> {
  switch (type) {
    case IPV4:
      return 4;
    case NAME:
      return (await take(proxy, 1))[0]!;
    case IPV6:
      return 16;
    default:
      throw new ConnectError("PROXY_VERSION", "proxy");
  }
}

/** An address as the protocol writes it. */
function addressOf(host: string): readonly number[] {
  switch (isIP(host)) {
    case 4:
      return [IPV4, ...host.split(".").map(Number)];
    case 6:
      return [IPV6, ...ipv6Bytes(host)];
    default:
      return [NAME, Buffer.byteLength(host), ...Buffer.from(host)];
  }
}

function ipv6Bytes(host: string): number[] {
  const [head = [], tail = []] = host.split("::").map((part) => part ? part.split(":") : []);
  const gap = host.includes("::") ? 8 - head.length - tail.length : 0;
  const groups = [...head, ...Array<string>(gap).fill("0"), ...tail];
  return groups.map((group) => parseInt(group, 16)).flatMap((group) => [group >> 8, group & 0xff]);
}

/** Takes exactly this many bytes; what follows stays in the socket. */
async function take(socket: Socket, bytes: number): Promise<Uint8Array> {
  for (;;) {
    const chunk: Uint8Array | null = socket.read(bytes);
    if (chunk?.length === bytes) return chunk;
    if (socket.destroyed || socket.readableEnded || chunk) {
      throw socket.errored instanceof ConnectError
        ? socket.errored
        : new ConnectError("PROXY_CLOSED", "proxy", socket.errored ?? undefined);
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
