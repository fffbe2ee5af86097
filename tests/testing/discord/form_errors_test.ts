import { assertEquals } from "@std/assert";
import { FormErrors } from "../../../src/testing/discord/form_errors.ts";

Deno.test("FormErrors.tree() nests names and indexes, with errors beside children", () => {
  const errors = new FormErrors();
  errors.add(["embeds", 0, "title"], "BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer in length.");
  errors.add(["embeds"], "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
  errors.add([], "CONTENT_TYPE_INVALID", "Expected another one.");
  assertEquals(errors.tree(), {
    _errors: [{ code: "CONTENT_TYPE_INVALID", message: "Expected another one." }],
    embeds: {
      _errors: [{
        code: "MAX_EMBED_SIZE_EXCEEDED",
        message: "Embed size exceeds maximum size of 6000",
      }],
      0: {
        title: {
          _errors: [{
            code: "BASE_TYPE_MAX_LENGTH",
            message: "Must be 256 or fewer in length.",
          }],
        },
      },
    },
  });
});

Deno.test("FormErrors.legacy() names the bad embeds by index, other fields by sentence", () => {
  const errors = new FormErrors();
  errors.add(["embeds", 3, "title"], "A", "Too long.");
  errors.add(["embeds", 3, "url"], "B", "Too odd.");
  errors.add(["username"], "C", "Not this name.");
  assertEquals(errors.legacy(), { embeds: ["3"], username: ["Not this name."] });
});
