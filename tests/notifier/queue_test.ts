import { assertEquals } from "@std/assert";
import { BoundedQueue, type Overflow } from "../../src/notifier/queue.ts";

interface Item {
  readonly name: string;
  readonly rank: number;
}

/** Items by name: the digit is the rank. */
const item = (name: string): Item => ({ name, rank: Number(name[1]) });

/** Pushes items into a queue of three, and tells what went and what stayed. */
function play(overflow: Overflow, names: string): string {
  const queue = new BoundedQueue<Item>(3, overflow, 4);
  const gone = names.split(" ").map((name) => queue.push(item(name))?.name).filter(Boolean);
  return `${gone.join(" ")} | ${queue.take(Infinity).map(({ name }) => name).join(" ")}`;
}

Deno.test("BoundedQueue gives items back in the order in which they came", () => {
  const queue = new BoundedQueue<Item>(5, "drop-newest", 4);
  const items = ["a1", "b3", "c0"].map(item);
  items.forEach((each) => queue.push(each));
  assertEquals(queue.size, 3);
  assertEquals([queue.take(1), queue.take(5), queue.take(1)], [[items[0]!], items.slice(1), []]);
});

Deno.test("BoundedQueue lets P0s go first, in the order in which they came", () => {
  const queue = new BoundedQueue<Item>(5, "drop-newest", 4);
  ["a1", "b4", "c0", "d4", "e3"].forEach((name) => queue.push(item(name)));
  assertEquals(queue.take(5).map(({ name }) => name), ["b4", "d4", "a1", "c0", "e3"]);
});

Deno.test("BoundedQueue takes an item out of its middle", () => {
  const queue = new BoundedQueue<Item>(5, "drop-newest", 4);
  const items = ["a1", "b4", "c0"].map(item);
  items.forEach((each) => queue.push(each));
  assertEquals([queue.remove(items[1]!), queue.remove(items[1]!)], [true, false]);
  assertEquals(queue.take(5), [items[0]!, items[2]!]);
});

const CASES: [Overflow, string, string, string][] = [
  ["drop-newest", "turns away what comes", "a1 b0 c1 d3", "d3 | a1 b0 c1"],
  ["drop-newest", "makes room for a P0: the newest lower one goes", "a1 b0 c4 d4", "b0 | c4 d4 a1"],
  ["drop-newest", "keeps the P0s that came first", "a4 b4 c4 d4 e3", "d4 e3 | a4 b4 c4"],
  ["drop-oldest", "drops what has waited longest", "a1 b0 c1 d3 e0", "a1 b0 | c1 d3 e0"],
  ["drop-oldest", "spares P0s", "a4 b1 c4 d0 e1", "b1 d0 | a4 c4 e1"],
  ["drop-oldest", "turns a lower one away from P0s only", "a4 b4 c4 d3", "d3 | a4 b4 c4"],
  ["drop-oldest", "drops the oldest P0 for a P0", "a4 b4 c4 d4", "a4 | b4 c4 d4"],
  ["drop-lowest", "drops the lowest, the newest of these", "a1 b0 c0 d1", "c0 | a1 b0 d1"],
  [
    "drop-lowest",
    "turns away what is no higher than the lowest",
    "a1 b2 c3 d1 e0",
    "d1 e0 | a1 b2 c3",
  ],
  ["drop-lowest", "keeps P0s", "a4 b3 c4 d4 e4 f3", "b3 e4 f3 | a4 c4 d4"],
];

for (const [overflow, fact, names, expected] of CASES) {
  Deno.test(`BoundedQueue with ${overflow} ${fact}`, () =>
    assertEquals(play(overflow, names), expected));
}
