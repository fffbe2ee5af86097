import { assertEquals, assertThrows } from "@std/assert";
import { draw, findFaults, type Import, readImports } from "../../scripts/check_floors.ts";

const ENTRY_POINTS = ["mod.ts", "discord.ts", "src/testing/mod.ts"];

/** Imports written as `a.ts -> b.ts`, or `a.ts => b.ts` when only types are imported. */
function imports(...lines: string[]): Import[] {
  return lines.map((line) => {
    const [from = "", arrow, to = ""] = line.split(" ");
    return { from, to, typeOnly: arrow === "=>" };
  });
}

function faults(...lines: string[]): string[] {
  return findFaults(imports(...lines), ENTRY_POINTS);
}

Deno.test("findFaults() finds none in what the guide allows", () => {
  assertEquals(
    faults(
      "mod.ts -> src/core/webhook.ts",
      "discord.ts -> src/discord/webhook.ts",
      "discord.ts -> src/core/webhook.ts",
      "src/core/webhook.ts -> src/core/deliver.ts",
      "src/core/deliver.ts -> src/platform/deno.ts",
      "src/core/deliver.ts -> jsr:/@std/async@^1.2.0/retry",
      "src/platform/deno.ts -> src/util/mask.ts",
      "src/rest/client.ts -> src/core/deliver.ts",
      "src/hookrail/client.ts -> src/rest/client.ts",
      "src/discord/webhook.ts -> src/util/mask.ts",
      "src/discord/webhook.ts -> npm:/discord-api-types@0.38.57/v10",
      "src/testing/mod.ts -> src/testing/fake_server.ts",
      "src/testing/fake_server.ts -> node:http",
      "src/testing/fake_server.ts -> src/util/clock.ts",
      "src/testing/fake_server.ts => src/core/sender.ts",
      "playground/main.ts -> playground/terminal.ts",
      "playground/terminal.ts -> discord.ts",
      "playground/terminal.ts -> src/testing/mod.ts",
    ),
    [],
  );
});

Deno.test("findFaults() names an import that climbs", () => {
  assertEquals(faults("src/util/mask.ts -> src/core/result.ts"), [
    "src/util/mask.ts -> src/core/result.ts: floor 0 imports from floor 1",
  ]);
  assertEquals(faults("src/core/deliver.ts => src/rest/client.ts"), [
    "src/core/deliver.ts -> src/rest/client.ts: floor 1 imports from floor 1.5",
  ]);
  assertEquals(faults("src/discord/webhook.ts -> mod.ts"), [
    "src/discord/webhook.ts -> mod.ts: floor 2 imports from floor 3",
  ]);
  assertEquals(faults("discord.ts -> playground/main.ts"), [
    "discord.ts -> playground/main.ts: floor 3 imports from floor 4",
  ]);
});

Deno.test("findFaults() names a layer that knows another", () => {
  assertEquals(faults("src/slack/webhook.ts => src/discord/payload.ts"), [
    "src/slack/webhook.ts -> src/discord/payload.ts: neighbours on floor 2 do not know each other",
  ]);
  assertEquals(faults("src/testing/fake_discord.ts -> src/discord/limits.ts"), [
    "src/testing/fake_discord.ts -> src/discord/limits.ts: neighbours on floor 2 do not know each other",
  ]);
});

Deno.test("findFaults() lets platform know util, not util platform", () => {
  assertEquals(faults("src/util/mask.ts -> src/platform/deno.ts"), [
    "src/util/mask.ts -> src/platform/deno.ts: neighbours on floor 0 do not know each other",
  ]);
});

Deno.test("findFaults() names an entry point that builds on another", () => {
  assertEquals(faults("discord.ts -> mod.ts"), [
    "discord.ts -> mod.ts: neighbours on floor 3 do not know each other",
  ]);
});

Deno.test("findFaults() names a file of src that takes a layer's mod.ts", () => {
  for (const user of ["src/notifier/queue.ts", "src/testing/fake_server.ts"]) {
    assertEquals(faults(`${user} -> src/testing/mod.ts`), [
      `${user} -> src/testing/mod.ts: a layer's mod.ts is for users`,
    ]);
  }
});

Deno.test("findFaults() names code of the core in testing", () => {
  assertEquals(faults("src/testing/fake_server.ts -> src/core/webhook.ts"), [
    "src/testing/fake_server.ts -> src/core/webhook.ts: testing takes only types from above util",
  ]);
});

Deno.test("findFaults() names a playground that looks behind an entry point", () => {
  assertEquals(faults("playground/main.ts -> src/core/webhook.ts"), [
    "playground/main.ts -> src/core/webhook.ts: the playground sees entry points only",
  ]);
});

Deno.test("findFaults() names a file that has no floor", () => {
  assertEquals(faults("src/attic/old.ts -> src/util/mask.ts"), [
    "src/attic/old.ts -> src/util/mask.ts: src/attic/old.ts stands on no floor",
  ]);
  assertEquals(faults("src/core/webhook.ts -> tests/helper.ts"), [
    "src/core/webhook.ts -> tests/helper.ts: tests/helper.ts stands on no floor",
  ]);
});

Deno.test("findFaults() names a third party below mod.ts, by whatever way it got there", () => {
  const down = ["mod.ts -> src/core/webhook.ts", "src/core/webhook.ts -> src/util/mask.ts"];
  for (const arrow of ["->", "=>"]) {
    assertEquals(faults(...down, `src/util/mask.ts ${arrow} npm:/left-pad@1.0.0`), [
      "src/util/mask.ts -> npm:/left-pad@1.0.0: mod.ts needs no third party",
    ]);
  }
  assertEquals(faults(...down, "src/util/mask.ts -> jsr:/@std/asynchronous@1"), [
    "src/util/mask.ts -> jsr:/@std/asynchronous@1: mod.ts needs no third party",
  ]);
});

Deno.test("findFaults() names a circle once, of values or of types", () => {
  assertEquals(
    faults(
      "mod.ts -> src/core/a.ts",
      "src/core/a.ts -> src/core/b.ts",
      "src/core/b.ts => src/core/c.ts",
      "src/core/c.ts -> src/core/a.ts",
    ),
    ["src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts: a circle"],
  );
});

Deno.test("findFaults() takes two ways to one file for no circle", () => {
  assertEquals(
    faults(
      "src/core/a.ts -> src/core/b.ts",
      "src/core/a.ts -> src/core/c.ts",
      "src/core/b.ts -> src/core/d.ts",
      "src/core/c.ts -> src/core/d.ts",
    ),
    [],
  );
});

Deno.test("readImports() tells our files from packages, and values from types", () => {
  const edges = readImports([
    {
      specifier: "file:///repo/mod.ts",
      dependencies: [
        { specifier: "./src/a.ts", code: { specifier: "file:///repo/src/a.ts" } },
        { specifier: "./src/b.ts", type: { specifier: "file:///repo/src/b.ts" } },
        { specifier: "@std/async/retry", code: { specifier: "jsr:/@std/async@^1.2.0/retry" } },
      ],
    },
    {
      specifier: "https://jsr.io/@std/async/1.2.0/retry.ts",
      dependencies: [{ specifier: "./x.ts", code: { specifier: "https://jsr.io/x.ts" } }],
    },
  ], "file:///repo/");
  assertEquals(
    edges,
    imports(
      "mod.ts -> src/a.ts",
      "mod.ts => src/b.ts",
      "mod.ts -> jsr:/@std/async@^1.2.0/retry",
    ),
  );
});

Deno.test("readImports() throws for a file or an import that cannot be read", () => {
  const specifier = "file:///repo/mod.ts";
  assertThrows(
    () => readImports([{ specifier, error: "not found" }], "file:///repo/"),
    Error,
    "Cannot read file:///repo/mod.ts: not found",
  );
  const dependencies = [{ specifier: "gone", code: { error: "not in imports" } }];
  assertThrows(
    () => readImports([{ specifier, dependencies }], "file:///repo/"),
    Error,
    "Cannot follow 'gone' in file:///repo/mod.ts: not in imports",
  );
});

Deno.test("draw() shows the floors from the top", () => {
  assertEquals(
    draw(imports(
      "mod.ts -> src/core/webhook.ts",
      "src/core/webhook.ts -> src/core/deliver.ts",
      "src/core/deliver.ts -> src/util/mask.ts",
      "src/core/deliver.ts -> jsr:/@std/async@^1.2.0/retry",
    )),
    [
      "3    mod.ts         1  uses core",
      "1    core           2  uses util",
      "0    util           1",
    ].join("\n"),
  );
});
