/**
 * The server that the benchmarks send to, in a process of its own. It speaks just enough HTTP/1.1
 * to take a POST and to answer it, so that the client is what is measured.
 *
 * It prints its URL, and ends when its standard input does: with whoever started it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { type AddressInfo, createServer, type Socket } from "node:net";
import process from "node:process";

const END_OF_HEAD = "\r\n\r\n";

/** A JSON answer of 300 bytes, such as an API gives for a message that it stored. */
const BODY = JSON.stringify({ id: "1", content: "" }).replace('""', `"${"x".repeat(275)}"`);

const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n` +
    BODY,
);

/** Answers every request of one connection, as soon as its body is complete. */
function serve(socket: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    for (let size = sizeOf(received); size <= received.length; size = sizeOf(received)) {
      received = received.subarray(size);
      socket.write(ANSWER);
    }
  });
}

/** How long the request is that begins here, head and body; `Infinity` as long as it is unknown. */
function sizeOf(received: Buffer): number {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return Infinity;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.toString("latin1", 0, end))?.[1] ?? 0;
  return end + END_OF_HEAD.length + Number(length);
}

const server = createServer(serve);
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
});
process.stdin.on("end", () => process.exit());
process.stdin.resume();
