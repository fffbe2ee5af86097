import { assert, assertEquals } from "@std/assert";
import { inspect } from "node:util";
import { withSecret } from "../../src/util/secret_field.ts";

const model = withSecret({ id: 1 }, "token", "s3cret");

Deno.test("withSecret() adds a field that can be read", () => {
  assertEquals([model.id, model.token], [1, "s3cret"]);
});

Deno.test("withSecret() keeps the field out of prints, JSON and copies", () => {
  const prints = [
    Deno.inspect(model, { showHidden: true }),
    inspect(model, { showHidden: true }),
    JSON.stringify(model),
    JSON.stringify({ ...model }),
  ];
  for (const print of prints) assert(!print.includes("s3cret"), print);
});
