import { assert, assertEquals } from "@std/assert";

const COMMAND = new URL("../../src/check_secrets/mod.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const KEY = "hk_" + "0123456789abcdef".repeat(3);

/** A folder with a git repository in it, and the command. */
async function repository() {
  const cwd = await Deno.makeTempDir();
  const run = async (command: string, args: string[]) => {
    // The tests may run in a hook of git themselves, which says where its repository is.
    const env = { GIT_DIR: `${cwd}/.git`, GIT_WORK_TREE: cwd, GIT_INDEX_FILE: `${cwd}/.git/index` };
    const output = await new Deno.Command(command, { args, cwd, env }).output();
    const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    return { code: output.code, stdout: stdout!, stderr: stderr! };
  };
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run=git"];
  const deno = ["run", "--no-check", "--quiet", "--config", CONFIG, ...permissions, COMMAND];
  await run("git", ["init", "-q"]);
  return {
    cwd,
    write: (name: string, text: string) => Deno.writeTextFile(`${cwd}/${name}`, text),
    git: (...args: string[]) => run("git", args),
    check: (...args: string[]) => run(Deno.execPath(), [...deno, ...args]),
    [Symbol.asyncDispose]: () => Deno.remove(cwd, { recursive: true }),
  };
}

Deno.test("check-secrets exits with 1 for a secret that is staged, and says where it is", async () => {
  await using repo = await repository();
  await repo.write("ä b.ts", `fine\n${KEY}\n`);
  assertEquals((await repo.check()).code, 0);
  await repo.git("add", ".");
  const { code, stdout, stderr } = await repo.check();
  assertEquals([code, stdout], [1, "ä b.ts:2: hookrail-key: hk_***\n"]);
  assert(stderr.length > 0 && !stderr.includes(KEY));
});

Deno.test("check-secrets looks at files that are named, or at all that git keeps", async () => {
  await using repo = await repository();
  await repo.write("kept.ts", KEY);
  await repo.git("add", ".");
  await repo.write("other.ts", `\n${KEY}`);
  assertEquals(
    (await repo.check("other.ts", "missing.ts")).stdout,
    "other.ts:2: hookrail-key: hk_***\n",
  );
  assertEquals((await repo.check("--all")).stdout, "kept.ts:1: hookrail-key: hk_***\n");
});

Deno.test("check-secrets --install writes a hook once, and leaves another alone", async () => {
  await using repo = await repository();
  const path = `${repo.cwd}/.git/hooks/pre-commit`;
  for (let time = 0; time < 2; time++) assertEquals((await repo.check("--install")).code, 0);
  assert((await Deno.readTextFile(path)).includes("jsr:@hookcast/hookcast/check-secrets"));
  if (Deno.build.os !== "windows") assertEquals((await Deno.stat(path)).mode! & 0o111, 0o111);
  await Deno.writeTextFile(path, "#!/bin/sh\nexit 0\n");
  const { code, stderr } = await repo.check("--install");
  assertEquals([code, stderr.includes("exists already")], [2, true]);
  assertEquals(await Deno.readTextFile(path), "#!/bin/sh\nexit 0\n");
});

Deno.test("check-secrets exits with 2 where it cannot look, and with 0 for help", async () => {
  await using repo = await repository();
  assertEquals((await repo.check("--stagd")).code, 2);
  const { code, stdout } = await repo.check("--help");
  assertEquals([code, stdout.includes("--install")], [0, true]);
  await Deno.remove(`${repo.cwd}/.git`, { recursive: true });
  assertEquals((await repo.check()).code, 2);
});

Deno.test("check-secrets finds none in this repository", async () => {
  const permissions = ["--allow-read", "--allow-env", "--allow-run=git"];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", ...permissions, COMMAND, "--all"],
    cwd: new URL("../../", import.meta.url),
    stderr: "null",
  }).output();
  // A copy without git, such as a downloaded archive, cannot be asked.
  assert(code === 0 || code === 2, new TextDecoder().decode(stdout));
});
