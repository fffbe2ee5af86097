import { assert, assertEquals } from "@std/assert";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const KEY = "hk_" + "0123456789abcdef".repeat(3);

/** The command with what it is allowed in Deno; a program that calls it in Node. */
const COMMAND = process.versions.deno
  ? [
    ...["run", "--no-check", "--quiet", "--config", join(ROOT, "deno.json")],
    ...["--allow-read", "--allow-write", "--allow-env", "--allow-run=git"],
    join(ROOT, "src/check_secrets/mod.ts"),
  ]
  : [join(ROOT, "tests/check_secrets/program.js")];

/** What a program printed, and how it ended. */
interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: string[], cwd: string, env = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** A folder with a git repository in it, and the command. */
async function repository() {
  const cwd = await mkdtemp(join(tmpdir(), "hookcast-"));
  // The tests may run in a hook of git themselves, which says where its repository is.
  const env = { GIT_DIR: `${cwd}/.git`, GIT_WORK_TREE: cwd, GIT_INDEX_FILE: `${cwd}/.git/index` };
  await run("git", ["init", "-q"], cwd, env);
  return {
    cwd,
    async write(name: string, content: string | Uint8Array) {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), content);
    },
    git: (...args: string[]) => run("git", args, cwd, env),
    check: (...args: string[]) => run(process.execPath, [...COMMAND, ...args], cwd, env),
    checkIn: (folder: string, ...args: string[]) =>
      run(process.execPath, [...COMMAND, ...args], join(cwd, folder), env),
    [Symbol.asyncDispose]: () => rm(cwd, { recursive: true }),
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
  assertEquals((await repo.check("other.ts")).stdout, "other.ts:2: hookrail-key: hk_***\n");
  assertEquals((await repo.check("--all")).stdout, "kept.ts:1: hookrail-key: hk_***\n");
});

Deno.test("check-secrets --install writes a hook once, and leaves another alone", async () => {
  await using repo = await repository();
  const path = `${repo.cwd}/.git/hooks/pre-commit`;
  for (let time = 0; time < 2; time++) assertEquals((await repo.check("--install")).code, 0);
  assert((await readFile(path, "utf8")).includes("jsr:@hookcast/hookcast/check-secrets"));
  if (Deno.build.os !== "windows") assertEquals((await stat(path)).mode & 0o111, 0o111);
  await writeFile(path, "#!/bin/sh\nexit 0\n");
  const { code, stderr } = await repo.check("--install");
  assertEquals([code, stderr.includes("exists already")], [2, true]);
  assertEquals(await readFile(path, "utf8"), "#!/bin/sh\nexit 0\n");
});

Deno.test("check-secrets --all looks at the whole repository, whatever the names and from wherever", async () => {
  await using repo = await repository();
  await repo.write('ä\n"b.ts', KEY);
  await repo.write("gone.ts", "fine");
  await repo.write("sub/fine.ts", "fine");
  await repo.git("add", ".");
  await rm(`${repo.cwd}/gone.ts`);
  const { code, stdout } = await repo.checkIn("sub", "--all");
  assertEquals([code, stdout], [1, '../ä\n"b.ts:1: hookrail-key: hk_***\n']);
});

Deno.test("check-secrets looks into files that git takes for binary, and into UTF-16", async () => {
  await using repo = await repository();
  await repo.write(".gitattributes", "hidden.ts -diff\n");
  await repo.write("hidden.ts", KEY);
  await repo.write("zero.bin", `\0\n${KEY}`);
  const text = `\uFEFFfine\n"${KEY}"\n`;
  await repo.write("utf16.txt", new Uint8Array(Uint16Array.from(text, toCode).buffer));
  await repo.git("add", ".");
  const expected = ["hidden.ts:1", "utf16.txt:2", "zero.bin:2"];
  for (const args of [[], ["--all"]]) {
    const lines = (await repo.check(...args)).stdout.trim().split("\n");
    assertEquals(lines, expected.map((place) => `${place}: hookrail-key: hk_***`));
  }
});

function toCode(char: string): number {
  return char.charCodeAt(0);
}

Deno.test("check-secrets counts lines as git does, and stops at none", async () => {
  await using repo = await repository();
  await repo.write("odd.ts", `a\rb\u2028c\u2029d\u0085e\r\nfine\n${KEY}`);
  await repo.git("add", ".");
  for (const args of [[], ["--all"]]) {
    assertEquals((await repo.check(...args)).stdout, "odd.ts:3: hookrail-key: hk_***\n");
  }
});

/** Settings of a user that change what `git diff` prints; some of them to hide it. */
const SETTINGS: readonly [string, string][] = [
  ["diff.noprefix", "true"],
  ["diff.mnemonicPrefix", "true"],
  ["diff.dstPrefix", "z/"],
  ["diff.relative", "true"],
  ["diff.external", "true"],
  ["diff.up.textconv", "printf fine; true"],
  ["color.diff", "always"],
  ["diff.context", "5"],
];

for (const [name, value] of SETTINGS) {
  Deno.test(`check-secrets finds what is staged with the setting ${name}=${value}`, async () => {
    await using repo = await repository();
    await repo.git("config", name, value);
    await repo.write(".gitattributes", "*.up diff=up\n");
    await repo.write("b/x.up", `fine\n${KEY}\n`);
    await repo.write("sub/fine.ts", "fine");
    await repo.git("add", ".");
    assertEquals((await repo.checkIn("sub")).stdout, "b/x.up:2: hookrail-key: hk_***\n");
  });
}

Deno.test("check-secrets exits with 2 where it cannot look, and with 0 for help", async () => {
  await using repo = await repository();
  assertEquals((await repo.check("--stagd")).code, 2);
  for (const path of ["missing.ts", "."]) {
    const { code, stderr } = await repo.check(path);
    assertEquals([code, stderr], [2, `Cannot look into '${path}': it is no file\n`]);
  }
  const { code, stdout } = await repo.check("--help");
  assertEquals([code, stdout.includes("--install")], [0, true]);
  await rm(`${repo.cwd}/.git`, { recursive: true });
  assertEquals((await repo.check()).code, 2);
});

Deno.test("check-secrets finds none in this repository", async () => {
  const { code, stdout } = await run(process.execPath, [...COMMAND, "--all"], ROOT);
  // A copy without git, such as a downloaded archive, cannot be asked.
  assert(code === 0 || code === 2, stdout);
});
