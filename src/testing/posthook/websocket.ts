/**
 * The server's side of a WebSocket: as much of it as a fake needs. Source: RFC 6455.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { concatBytes, utf8 } from "../../util/bytes.ts";

/** What a server adds to the key of a client, to show that it speaks WebSocket. */
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** A frame that came whole. */
interface Frame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** How many bytes it took. */
  readonly size: number;
}

/** One connection. Messages in several frames are not understood: no client here sends any. */
export class ServerSocket {
  /** Resolves once the connection is over. */
  readonly closed: Promise<void>;
  readonly #socket: Duplex;
  readonly #onText: (text: string) => void;
  #pending: Uint8Array = new Uint8Array();

  /**
   * Agrees to a connection.
   *
   * @param request The request that asks for it.
   * @param socket The socket that it came on.
   * @param onText Told of every text.
   */
  constructor(request: IncomingMessage, socket: Duplex, onText: (text: string) => void) {
    this.#socket = socket;
    this.#onText = onText;
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => {});
    socket.on("data", (chunk: Uint8Array) => this.#read(chunk));
    const key = request.headers["sec-websocket-key"] ?? "";
    const accept = createHash("sha1").update(key + MAGIC).digest("base64");
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  }

  /** Sends a text. */
  send(text: string): void {
    this.#write(TEXT, utf8(text));
  }

  /** Begins to close, with a code. */
  close(code: number): void {
    this.#write(CLOSE, new Uint8Array([code >> 8, code & 0xff]));
    this.#socket.end();
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#socket.destroy();
  }

  #write(opcode: number, payload: Uint8Array): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    const { length } = payload;
    const size = length < 126 ? [length] : length < 65_536 ? [126, ...bytesOf(length, 2)] : [
      127,
      ...bytesOf(length, 8),
    ];
    this.#socket.write(concatBytes(new Uint8Array([0x80 | opcode, ...size]), payload));
  }

  #read(chunk: Uint8Array): void {
    this.#pending = concatBytes(this.#pending, chunk);
    for (let frame = readFrame(this.#pending); frame; frame = readFrame(this.#pending)) {
      this.#pending = this.#pending.subarray(frame.size);
      const { opcode, payload } = frame;
      if (opcode === TEXT) this.#onText(new TextDecoder().decode(payload));
      if (opcode === PING) this.#write(PONG, payload);
      if (opcode === CLOSE) {
        this.#write(CLOSE, payload.subarray(0, 2));
        this.#socket.end();
      }
    }
  }
}

/** The first frame of what came, or `undefined` if it is not whole yet. */
function readFrame(bytes: Uint8Array): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = (second & 0x80) === 0 ? 0 : 4;
  const start = 2 + wide + masked;
  if (bytes.length < start) return undefined;
  const length = wide === 0 ? short : numberOf(bytes.subarray(2, 2 + wide));
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(2 + wide, start);
  const payload = bytes.slice(start, start + length);
  if (masked) payload.forEach((byte, index) => payload[index] = byte ^ mask[index % 4]!);
  return { opcode: first & 0xf, payload, size: start + length };
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function bytesOf(number: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    return Math.floor(number / 256 ** (count - 1 - index)) % 256;
  });
}
