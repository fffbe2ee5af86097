import { assert, assertEquals } from "@std/assert";
import { OPTION_GROUPS } from "../../playground/page/compose/option_fields.ts";
import { getPath } from "../../playground/page/state/path.ts";
import { duration } from "../../playground/page/ui/words.ts";
import { resolveOptions } from "../../src/core/options.ts";
import { resolveNotifierOptions } from "../../src/notifier/options.ts";

Deno.test("duration() never tells a whole of the next unit in the smaller one", () => {
  const times = [0, 0.4, 999.4, 999.6, 1500, 59_940, 59_960, 60_000, 299_999, 3_599_600];
  assertEquals(times.map(duration), [
    "0 ms",
    "0 ms",
    "999 ms",
    "1 s",
    "1.5 s",
    "59.9 s",
    "1 min 0 s",
    "1 min 0 s",
    "5 min 0 s",
    "60 min 0 s",
  ]);
});

Deno.test("The form tells the defaults of the library", () => {
  const notifier = resolveNotifierOptions({ channels: {} });
  const defaults = { ...resolveOptions(), notifier };
  let checked = 0;
  for (const { path, kind, hint = "", choices = [] } of OPTION_GROUPS.flatMap((g) => g.fields)) {
    const value = getPath(defaults, path);
    if (kind === "number" && typeof value === "number") {
      assertEquals(Number.parseFloat(hint), value, path);
    } else if (kind === "choice" && typeof value === "string") {
      assertEquals(hint, choices.find(([name]) => name === value)?.[1], path);
    } else continue;
    checked++;
  }
  assert(checked >= 15, `only ${checked} were checked`);
});
