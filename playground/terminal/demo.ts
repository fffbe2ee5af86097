/**
 * The guided tour: every scene, and at the end what the server saw.
 *
 * @module
 */

import { FakeDiscord } from "@hookcast/hookcast/testing";
import { tally } from "./expectation.ts";
import { readScenes, type Scene } from "./scenes.ts";
import { Stage } from "./stage.ts";
import { bold, dim, green, red } from "./style.ts";
import { drawTable } from "./table.ts";
import { duration, plural } from "./words.ts";

/**
 * Plays the demo.
 *
 * @param speed How much faster than Discord the fake runs.
 * @param played What is played; by default the scenarios of the demo.
 * @returns Whether everything that was claimed held.
 */
export async function runDemo(
  speed: number,
  played?: readonly Scene[],
): Promise<boolean> {
  const scenes = played ?? await readScenes();
  const started = performance.now();
  await using discord = await FakeDiscord.start({ speed });
  console.log(bold("hookcast demo"));
  console.log(`Real HTTP to a fake Discord at ${discord.url}, here on your machine.`);
  if (speed !== 1) console.log(`Its clock runs ${speed} times as fast.`);

  const stages: Stage[] = [];
  for (const [index, scene] of scenes.entries()) {
    const stage = new Stage(discord, speed);
    stages.push(stage);
    console.log(`\n${bold(`${index + 1}/${scenes.length}  ${scene.title}`)}`);
    console.log(`${scene.preview}\n`);
    await play(scene, stage);
  }

  console.log(`\n${bold("What the server saw")}\n`);
  console.log(drawTable(
    ["scene", "requests", "stored", "objections", "answers"],
    stages.map((stage, index) => [
      scenes[index]?.title ?? "",
      stage.requests.length,
      stage.stored.length,
      stage.violations.length,
      tally(stage.answers),
    ]),
  ));
  return conclude(stages, performance.now() - started);
}

/** Whatever a scene runs into, the next one is played, and the demo has failed. */
async function play(scene: Scene, stage: Stage): Promise<void> {
  try {
    await scene.play(stage);
  } catch (error) {
    stage.check(`the scene plays to its end: ${error}`, false);
  }
  const { violations } = stage;
  if (violations.length > 0) {
    const kinds = [...new Set(violations.map(({ kind }) => kind))].join(", ");
    stage.check(`the server has no objections; it has: ${kinds}`, false);
  }
}

function conclude(stages: readonly Stage[], elapsed: number): boolean {
  const broken = stages.reduce((sum, stage) => sum + stage.broken, 0);
  const held = stages.reduce((sum, stage) => sum + stage.held, 0);
  if (broken > 0) {
    console.log(`\n${red(`${broken} of ${plural(held + broken, "claim")} did not hold`)}`);
    return false;
  }
  console.log(`\n${green(`All ${held} claims held`)}, in ${duration(elapsed)}.`);
  console.log(dim("Now send something yourself, without --demo. --help tells more."));
  return true;
}
