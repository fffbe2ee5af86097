import { assert, assertEquals } from "@std/assert";
import { readRefusal, saysNo } from "../../src/slack/reasons.ts";
import type { SlackReason } from "../../src/slack/mod.ts";

/** Section 10 of the sheet; 403 where it names no status. */
const ERRORS: readonly (readonly [code: string, status: number, reason: SlackReason])[] = [
  ["invalid_payload", 400, "payload"],
  ["no_text", 400, "payload"],
  ["missing_text_or_fallback_or_attachments", 400, "payload"],
  ["invalid_blocks", 400, "payload"],
  ["invalid_blocks_format", 400, "payload"],
  ["too_many_attachments", 403, "payload"],
  ["user_not_found", 400, "destination"],
  ["channel_not_found", 404, "destination"],
  ["channel_is_archived", 410, "destination"],
  ["action_prohibited", 403, "policy"],
  ["posting_to_general_channel_denied", 403, "policy"],
  ["invalid_token", 403, "revoked"],
  ["no_service", 404, "revoked"],
  ["no_service_id", 403, "revoked"],
  ["no_active_hooks", 404, "revoked"],
  ["no_team", 403, "revoked"],
  ["team_disabled", 403, "revoked"],
  ["rollup_error", 500, "server"],
  ["rate_limited", 429, "rate"],
  ["Expired url", 404, "spent"],
  ["expired_url", 404, "spent"],
  ["used_url", 404, "spent"],
];

Deno.test("readRefusal() knows each of Slack's errors, as text and as JSON", async (t) => {
  for (const [code, status, reason] of ERRORS) {
    await t.step(code, () => {
      const expected = { reason, code, permanent: reason !== "server" && reason !== "rate" };
      assertEquals(readRefusal(status, code), expected);
      assertEquals(readRefusal(status, `${code}\n`), expected);
      assertEquals(readRefusal(status, { ok: false, error: code }), expected);
      // The body goes before the status.
      assertEquals(readRefusal(418, code), expected);
    });
  }
});

Deno.test("readRefusal() goes by the status when the body says nothing known", async (t) => {
  const cases: readonly (readonly [status: number, reason: SlackReason, permanent: boolean])[] = [
    [302, "unknown", true],
    [400, "payload", true],
    [401, "revoked", true],
    [403, "policy", true],
    [404, "destination", true],
    [405, "unknown", true],
    [408, "server", false],
    [410, "destination", true],
    [413, "payload", true],
    [425, "server", false],
    [429, "rate", false],
    [500, "server", false],
    [502, "server", false],
    [599, "server", false],
  ];
  for (const [status, reason, permanent] of cases) {
    await t.step(`${status}`, () => {
      for (const response of [null, "", "<p>no_service</p>", {}, { error: "no_service" }, [], 5]) {
        assertEquals(readRefusal(status, response), { reason, code: null, permanent });
      }
      const expected = { reason, code: "brand_new_error", permanent };
      assertEquals(readRefusal(status, "brand_new_error\n"), expected);
    });
  }
});

Deno.test("readRefusal() returns a frozen refusal", () => {
  assert(Object.isFrozen(readRefusal(404, "no_service")));
});

Deno.test("saysNo() is true for JSON with ok: false only", () => {
  assertEquals(saysNo({ ok: false }), true);
  for (
    const response of [null, "ok", "false", {}, { ok: true }, { ok: 0 }, { ok: null }, [false]]
  ) {
    assertEquals(saysNo(response), false);
  }
});
