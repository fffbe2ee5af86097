/**
 * Scenario files: orders to share, with what must come of them.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import type { Scenario } from "../api/scenario.ts";
import { check, readObject, readOrder } from "./order.ts";
import { parseJson } from "./parse_json.ts";
import { Problem } from "./problem.ts";
import { withoutSecrets } from "./secrets.ts";

/** Where they are. */
export const SCENARIOS: URL = new URL("../scenarios/", import.meta.url);

const NAMES = ["$schema", "name", "title", "about", "tags", "scene", "order", "expect"];

/** A name that is safe in a path, on every system. */
const SAFE_NAME = /^[a-z0-9][a-z0-9-]{0,60}$/;

/**
 * Reads all scenarios.
 *
 * @param folder Where they are.
 * @param onBroken Told of a file that is no scenario, which is left out unless this throws, as it
 * does by default.
 * @returns The scenarios, those of the demo first, in their order; the others by name.
 */
export async function readScenarios(
  folder: URL = SCENARIOS,
  onBroken: (name: string, problem: Problem) => void = refuse,
): Promise<Scenario[]> {
  const scenarios: Scenario[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (!isFile || !name.endsWith(".json")) continue;
    try {
      scenarios.push(await readFile(name, folder));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      onBroken(name, error);
    }
  }
  return scenarios.sort((a, b) => {
    return (a.scene ?? Infinity) - (b.scene ?? Infinity) || a.name.localeCompare(b.name);
  });
}

function refuse(_name: string, problem: Problem): never {
  throw problem;
}

async function readFile(name: string, folder: URL): Promise<Scenario> {
  const text = await Deno.readTextFile(new URL(name, folder));
  return readScenario(parseJson(text, "It"), name.slice(0, -".json".length));
}

/** Checks a scenario. `name` is that of its file. */
function readScenario(value: unknown, name: string): Scenario {
  const scenario = readObject(value, "", NAMES);
  check(SAFE_NAME.test(name), "name", "must be lower case letters, digits and hyphens");
  check(scenario.name === name, "name", "must be that of the file");
  check(typeof scenario.title === "string" && scenario.title !== "", "title", "must be a text");
  check(typeof scenario.about === "string", "about", "must be a text");
  readOrder(scenario.order);
  return scenario as unknown as Scenario;
}

/**
 * Keeps a scenario. A secret in it would be shared with it: such a scenario is refused.
 *
 * @param value What came.
 * @param name The name of its file.
 * @param folder Where it goes.
 */
export async function writeScenario(
  value: unknown,
  name: string,
  folder: URL = SCENARIOS,
): Promise<void> {
  const scenario = readScenario(value, name);
  const { missing } = withoutSecrets(scenario.order);
  const secrets = missing.filter((part) => part !== "files");
  if (secrets.length > 0) {
    throw new Problem(`It holds secrets, and is to be shared: ${secrets.join(", ")}`, {
      status: STATUS_CODE.Conflict,
      missing: secrets,
    });
  }
  const { $schema: _schema, ...rest } = scenario;
  const text = JSON.stringify({ $schema: "../schemas/scenario.json", ...rest }, null, 2);
  await Deno.writeTextFile(new URL(`${name}.json`, folder), `${text}\n`);
}
