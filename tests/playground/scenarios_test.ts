import { assert, assertEquals, assertMatch } from "@std/assert";
import { Ajv } from "ajv";
import type { Scenario } from "../../playground/api/scenario.ts";
import { readScenarios } from "../../playground/engine/scenarios.ts";
import { judge, outcomeOf } from "../../playground/terminal/expectation.ts";
import { buildSchemas, SCHEMAS } from "../../scripts/build_schemas.ts";
import { Page } from "./page.ts";

const SCENARIOS = await readScenarios();

for (const { name, order, expect } of SCENARIOS) {
  Deno.test(`The scenario '${name}' ends as it says`, async () => {
    assert(expect, "it must expect something");
    await using page = await Page.open();
    const claims = judge(expect, outcomeOf(await page.run(order)));
    assert(claims.length > 1);
    assertEquals(claims.filter(({ holds }) => !holds).map(({ claim }) => claim), []);
  });
}

/** A check by a schema of the editor. */
async function validator(name: string): Promise<(value: unknown) => string> {
  // The types have formats and unions that only people read.
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = ajv.compile(
    JSON.parse(await Deno.readTextFile(new URL(`${name}.json`, SCHEMAS))),
  );
  return (value) => validate(value) ? "" : ajv.errorsText(validate.errors?.slice(0, 3));
}

Deno.test("Every scenario fits the schemas of the editor", async () => {
  const scenarios = await validator("scenario");
  const options = await validator("options");
  for (const scenario of SCENARIOS) {
    const { name, order } = scenario;
    assertEquals([name, scenarios(scenario)], [name, ""]);
    assertEquals([name, (await validator(order.target))(order.payload)], [name, ""]);
    assertEquals([name, options(order.options ?? {})], [name, ""]);
  }
});

Deno.test("The schemas find what is wrong", async () => {
  const wrong: readonly (readonly [schema: string, value: unknown, where: RegExp])[] = [
    ["discord", { content: 1 }, /content/],
    ["discord", { embeds: [{ titel: "x" }] }, /additional properties/],
    ["slack", { blocks: [{ type: "secton" }] }, /blocks\/0/],
    ["notifier", { severity: "P9", title: "x" }, /severity/],
    ["options", { timeout: "long" }, /timeout/],
    ["options", { signer: { scheme: "md5" } }, /signer/],
    ["scenario", { name: "x" }, /required/],
  ];
  for (const [schema, value, where] of wrong) {
    assertMatch((await validator(schema))(value), where, schema);
  }
});

Deno.test("The schemas are those of the types: run scripts/build_schemas.ts", async () => {
  for (const [name, text] of await buildSchemas()) {
    const kept = await Deno.readTextFile(new URL(name, SCHEMAS));
    assertEquals([name, JSON.parse(kept)], [name, JSON.parse(text)]);
  }
});

Deno.test("Every example that issue and page promise is there", () => {
  const names = SCENARIOS.filter(({ tags }) => tags?.includes("example")).map(({ name }) => name);
  for (
    const name of [
      "discord-embed",
      "discord-components",
      "discord-poll",
      "discord-file",
      "discord-long-text",
      "slack-block-kit",
      "p0-alert",
    ]
  ) assert(names.includes(name), name);
});

Deno.test("Scenarios are listed, kept and listed again", async () => {
  await using page = await Page.open();
  await Deno.remove(`${page.folder}/history.json`).catch(() => {});
  const scenario: Scenario = {
    name: "my-own",
    title: "My own",
    about: "A test.",
    order: { target: "generic", payload: { a: 1 } },
  };
  const put = async (name: string, body: unknown) => {
    const response = await page.send("PUT", `/api/scenarios/${name}`, body);
    return [response.status, response.status === 204 ? null : (await response.json()).path];
  };
  assertEquals(await page.get("/api/scenarios"), []);
  assertEquals(await put("my-own", scenario), [204, null]);
  const [kept] = await page.get<Scenario[]>("/api/scenarios");
  assertEquals(kept, { $schema: "../schemas/scenario.json", ...scenario });

  assertEquals(await put("other", scenario), [400, "name"]);
  for (const name of ["..%2Fevil", "Evil", "a.b", "%2e%2e"]) {
    const decoded = decodeURIComponent(name);
    const [status] = await put(name, { ...scenario, name: decoded });
    assert(status === 400 || status === 404, name);
  }
  assertEquals(await put("my-own", { ...scenario, order: {} }), [400, "target"]);
});

Deno.test("A scenario file that is nested too deep is left out, and the others are offered", async () => {
  await using page = await Page.open();
  await Deno.remove(`${page.folder}/history.json`).catch(() => {});
  const write = (name: string, payload: string) => {
    const order = `{"target":"generic","payload":${payload}}`;
    const text = `{"name":"${name}","title":"x","about":"","order":${order}}`;
    return Deno.writeTextFile(`${page.folder}/${name}.json`, text);
  };
  await write("deep", "[".repeat(20_000) + "]".repeat(20_000));
  await write("flat", "1");
  const offered = await page.get<Scenario[]>("/api/scenarios");
  assertEquals(offered.map(({ name }) => name), ["flat"]);
});

Deno.test("A scenario with a secret is not kept: it would be shared", async () => {
  await using page = await Page.open();
  const order = { target: "generic", payload: 1, url: "https://example.com/MARKERmarker0" };
  const scenario = { name: "mine", title: "Mine", about: "", order };
  const response = await page.send("PUT", "/api/scenarios/mine", scenario);
  assertEquals([response.status, (await response.json()).missing], [409, ["url"]]);
  assertEquals(await page.written(), "");
});
