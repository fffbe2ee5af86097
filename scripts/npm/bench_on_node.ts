/**
 * Runs tests/bench/on_node.ts on the newest Node that is tested, against the package in npm/package.
 *
 * @module
 */

import { NODES } from "../npm_package.ts";
import { nodeOf, path } from "./folders.ts";
import { STAGE, stage } from "./test_on_node.ts";

stage();
const file = path(new URL("tests/bench/on_node.js", STAGE));
const { success } = await new Deno.Command(nodeOf(NODES.at(-1)!), { args: [file] }).spawn().status;
if (!success) Deno.exit(1);
