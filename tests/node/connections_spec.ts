import { assert, assertEquals } from "@std/assert";
import { once } from "node:events";
import { Socket } from "node:net";
import { Connections } from "../../src/platform/node/connections.ts";

/** Lets a client open a connection for a request that wants one. */
async function open(connections: Connections): Promise<Socket> {
  const connect = connections.connector(() => Promise.resolve(new Socket()));
  const options = { hostname: "a.example", protocol: "http:", port: "80" };
  const { promise, resolve } = Promise.withResolvers<Socket>();
  connect(options, (_, socket) => resolve(socket!));
  return await promise;
}

/** A client with this many connections, each in use. */
async function inUse(count: number) {
  const connections = new Connections();
  const sockets: Socket[] = [];
  for (let each = 0; each < count; each++) {
    connections.ask();
    sockets.push(await open(connections));
    connections.stopWaiting();
  }
  return { connections, sockets };
}

Deno.test("Node: a request waits for the connection that an answer leaves, until the next turn", async () => {
  const { connections } = await inUse(1);
  assertEquals(connections.ready(), undefined); // Nobody is about to leave one.
  connections.answered();
  const ready = connections.ready();
  assert(ready);
  await ready;
  assertEquals(connections.ready(), undefined);
});

Deno.test("Node: a request does not wait while there is a free connection", async () => {
  const { connections } = await inUse(2);
  connections.answered();
  await connections.ready();
  connections.answered(); // One is free by now, the other in the next turn.
  assertEquals(connections.ready(), undefined);
  connections.ask();
  const ready = connections.ready();
  assert(ready, "the free one is taken");
  await ready;
  assertEquals(connections.ready(), undefined);
});

Deno.test("Node: a connection that was closed is not free, and a request that failed has none", async () => {
  const { connections, sockets: [first, second] } = await inUse(2);
  connections.failed();
  first!.destroy();
  await once(first!, "close");
  connections.answered();
  const ready = connections.ready();
  assert(ready, "one is open, and it is about to be left");
  await ready;
  assertEquals(connections.ready(), undefined);
  second!.destroy();
});
