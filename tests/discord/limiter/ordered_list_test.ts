import { assertEquals } from "@std/assert";
import { OrderedList } from "../../../src/discord/limiter/ordered_list.ts";

function listOf(...numbers: number[]) {
  const list = new OrderedList<{ number: number }>();
  const items = numbers.map((number) => ({ number }));
  for (const item of items) list.add(item);
  return { list, items, numbers: () => [...list].map(({ number }) => number) };
}

Deno.test("OrderedList keeps the order of numbers, whoever comes first", () => {
  const { list, numbers } = listOf(5, 7, 1, 6, 9, 3);
  assertEquals([numbers(), list.first?.number, list.size], [[1, 3, 5, 6, 7, 9], 1, 6]);
});

Deno.test("OrderedList.remove() takes out the first, the last and any between", () => {
  const { list, items, numbers } = listOf(1, 2, 3, 4);
  for (const n of [0, 2, 3]) list.remove(items[n]!);
  assertEquals([numbers(), list.first, list.size], [[2], items[1], 1]);
  list.remove(items[1]!);
  assertEquals([numbers(), list.first], [[], undefined]);
  list.add(items[0]!);
  assertEquals(numbers(), [1]);
});

Deno.test("OrderedList.remove() ignores who is not in line", () => {
  const { list, numbers } = listOf(1);
  list.remove({ number: 1 });
  assertEquals(numbers(), [1]);
});

Deno.test("OrderedList lets those leave who are visited", () => {
  const { list, items } = listOf(1, 2, 3);
  for (const item of list) list.remove(item);
  assertEquals([list.size, items.length], [0, 3]);
});
