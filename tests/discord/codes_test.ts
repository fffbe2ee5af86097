import { assertEquals } from "@std/assert";
import { RESTJSONErrorCodes } from "discord-api-types/v10";
import { classify, codeName } from "../../src/discord/codes.ts";

/** Section 9 of the fact sheet: status, code, class. */
const CASES: [status: number, code: number | null, expected: string][] = [
  [404, 10015, "dead"],
  [401, 50027, "dead"],
  [401, 0, "dead"],
  [401, 40001, "dead"],
  [401, 50014, "dead"],
  // Discord says why: this was somebody on the way, and the webhook may be well.
  [401, null, "permanent"],
  [401, 999_999, "permanent"],
  ...[10003, 10008, 10087, 10014].map((code) =>
    [404, code, "permanent"] as [number, number, string]
  ),
  ...[
    50006,
    50035,
    50109,
    50041,
    50045,
    50046,
    50110,
    50123,
    50146,
    30015,
    220001,
    220002,
    220003,
    220004,
    40066,
    40067,
    40058,
    160005,
    50083,
    160002,
    160004,
    160014,
    200000,
    200001,
    240000,
    520002,
    520003,
    520004,
  ].map((code) => [400, code, "permanent"] as [number, number, string]),
  ...[50001, 50013, 50005, 50073, 40007, 400001, 40333].map((code) =>
    [403, code, "permanent"] as [number, number, string]
  ),
  [413, 40005, "permanent"],
  ...[20016, 20028, 20029, 30046, 40062].map((code) =>
    [429, code, "transient"] as [number, number, string]
  ),
  [429, null, "transient"],
  [403, 40004, "transient"],
  [503, 40006, "transient"],
  [503, 130000, "transient"],
  [400, 160006, "transient"],
  [400, 160007, "transient"],
  ...[408, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524].map((status) =>
    [status, null, "transient"] as [number, null, string]
  ),
  [500, 0, "transient"],
  [400, 999_999, "permanent"],
  [418, null, "permanent"],
  [302, null, "permanent"],
];

Deno.test("classify() knows every code of the documentation, and others by their status (53)", () => {
  for (const [status, code, expected] of CASES) {
    assertEquals(classify(status, code), expected, `${status} ${code}`);
  }
});

Deno.test("codeName() names a code as discord-api-types does, wherever that knows it", () => {
  const known = Object.values(RESTJSONErrorCodes).filter((code) => typeof code === "number");
  const wrong: string[] = [];
  for (const code of known) {
    const own = codeName(code);
    const theirs = RESTJSONErrorCodes[code];
    if (own !== null && own !== theirs) wrong.push(`${code}: ${own}, not ${theirs}`);
  }
  assertEquals(wrong, []);
  assertEquals(codeName(10015), "UnknownWebhook");
  assertEquals([codeName(1), codeName(null)], [null, null]);
});
