// A program of its own, run by command_test.ts: the command where `import.meta.main` is not known.
import process from "node:process";
import { checkSecrets } from "../../src/check_secrets/mod.ts";

process.exitCode = await checkSecrets(process.argv.slice(2));
