/**
 * The guided tour: every scene, and at the end what the server saw. A scene is a scenario file.
 *
 * @module
 */

import type { LiveEvent, ReceiverReport } from "../api/event.ts";
import type { Scenario } from "../api/scenario.ts";
import { Fakes } from "../engine/fakes.ts";
import { readScenarios } from "../engine/scenarios.ts";
import { Claims } from "./claims.ts";
import { countObjections, judge, outcomeOf, reportOf, tally } from "./expectation.ts";
import { play } from "./play.ts";
import { bold, dim, green, red } from "./style.ts";
import { drawTable } from "./table.ts";
import { duration, plural, wrap } from "./words.ts";

/** So wide is what is printed. */
const WIDTH = 78;

/**
 * Reads the scenes of the demo.
 *
 * @returns The scenarios, in order.
 */
export async function readScenes(): Promise<Scenario[]> {
  return (await readScenarios()).filter(({ tags = [] }) => tags.includes("demo"));
}

/**
 * Plays the demo.
 *
 * @param speed How much faster than Discord the fake runs.
 * @param played What is played; by default the scenarios of the demo.
 * @returns Whether everything that was claimed held.
 */
export async function runDemo(speed: number, played?: readonly Scenario[]): Promise<boolean> {
  const scenes = played ?? await readScenes();
  const started = performance.now();
  await using fakes = await Fakes.start(speed);
  console.log(bold("hookcast demo"));
  console.log(`Real HTTP to a fake Discord at ${fakes.discord.url}, here on your machine.`);
  if (speed !== 1) console.log(`Its clock runs ${speed} times as fast.`);

  const claims = new Claims();
  const rows: (string | number)[][] = [];
  for (const [index, scene] of scenes.entries()) {
    console.log(`\n${bold(`${index + 1}/${scenes.length}  ${scene.title}`)}`);
    console.log(`${wrap(scene.about, WIDTH)}\n`);
    rows.push([scene.title, ...cells(await playScene(scene, fakes, claims))]);
  }

  console.log(`\n${bold("What the server saw")}\n`);
  console.log(drawTable(["scene", "requests", "stored", "objections", "answers"], rows));
  return conclude(claims, performance.now() - started);
}

/** Whatever a scene runs into, the next one is played, and the demo has failed. */
async function playScene(
  { order, expect = {} }: Scenario,
  fakes: Fakes,
  claims: Claims,
): Promise<ReceiverReport | undefined> {
  try {
    const { record } = await play(order, { fakes, name: order.target });
    for (const { claim, holds } of judge(expect, outcomeOf(record), fakes.speed)) {
      claims.check(claim, holds);
    }
    // Every text is sent, and what is sent again is the same to the byte.
    const texts = textsOf(record.events);
    claims.check(`it saw ${plural(texts.size, "text")}, to the byte`, texts.size === record.count);
    return reportOf(record);
  } catch (error) {
    claims.check(`the scene plays to its end: ${error}`, false);
    return undefined;
  }
}

/** The bodies that the server answered. */
function textsOf(events: readonly LiveEvent[]): Set<string | null> {
  return new Set(events.flatMap((event) => {
    return event.type === "answer" && event.request ? [event.request.body.text] : [];
  }));
}

function cells(report: ReceiverReport | undefined): (string | number)[] {
  const { requests = 0, stored = 0, violations = {}, statuses = [] } = report ?? {};
  return [requests, stored ?? 0, countObjections(violations), tally(statuses)];
}

function conclude({ held, broken }: Claims, elapsed: number): boolean {
  if (broken > 0) {
    console.log(`\n${red(`${broken} of ${plural(held + broken, "claim")} did not hold`)}`);
    return false;
  }
  console.log(`\n${green(`All ${held} claims held`)}, in ${duration(elapsed)}.`);
  console.log(dim("Now send something yourself, without --demo. --help tells more."));
  return true;
}
