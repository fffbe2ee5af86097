import { assert, assertEquals } from "@std/assert";
import { ENTRY_POINTS, importMap, packageJson, PLATFORM } from "../../scripts/npm_package.ts";

const ROOT = new URL("../../", import.meta.url);

/** What the package imports that are no files: as Deno resolves it by an import map alone. */
async function resolved(): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/imports.json`, JSON.stringify(importMap()));
  const found = new Set<string>();
  for (const file of [...Object.values(ENTRY_POINTS), ...Object.values(PLATFORM)]) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--no-config", "--import-map", `${folder}/imports.json`, "--json", file],
      cwd: ROOT,
      stderr: "null",
    }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout));
    for (const { dependencies = [] } of modules) {
      for (const { specifier, code, type } of dependencies) {
        const to = code?.specifier ?? type?.specifier ?? `${specifier} leads nowhere`;
        if (!/^(?:file|node):/.test(to)) found.add(to);
      }
    }
  }
  await Deno.remove(folder, { recursive: true });
  return [...found].sort();
}

Deno.test("importMap() resolves all that the npm package imports, without what Deno adds to deno.json", async () => {
  const all = await resolved();
  assert(all.some((to) => /^npm:\/undici@[\d.]+\/lib\/dispatcher\/agent\.js$/.test(to)), `${all}`);
  assert(all.some((to) => /^jsr:\/@std\/async@.+\/delay$/.test(to)), `${all}`);
  for (const to of all) assert(/^(?:npm|jsr):/.test(to), to);
});

Deno.test("packageJson() has each entry point, and undici by patches of one minor only", () => {
  const { exports, dependencies } = packageJson("1.2.3") as Record<string, object>;
  assertEquals(Object.keys(exports!), Object.keys(ENTRY_POINTS));
  assert(/^\{"undici":"~\d+\.\d+\.\d+"\}$/.test(JSON.stringify(dependencies)));
});
