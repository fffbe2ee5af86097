import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { PACKAGES, seed } from "../../scripts/seed_vendor.ts";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";

const REAL_INDEX = `{"scope":"std","name":"async","latest":"1.9.0","versions":{"1.9.0":{}}}`;

/** A repository in a folder of its own, and what its JSR answers: a body, or nothing at all. */
class Scene implements AsyncDisposable {
  readonly root = pathToFileURL(`${Deno.makeTempDirSync()}/`);
  readonly #server: Server;
  asked = 0;

  constructor(answer: string | undefined, status = 200) {
    this.imports("^1.2.0");
    this.#server = createServer((_, response) => {
      this.asked++;
      if (answer !== undefined) response.writeHead(status).end(answer);
    });
  }

  imports(range: string): void {
    const imports = { "@std/async": `jsr:@std/async@${range}`, other: "npm:other@1.0.0" };
    Deno.writeTextFileSync(new URL("deno.json", this.root), JSON.stringify({ imports }));
  }

  async seed(timeout = 5_000): Promise<string> {
    if (!this.#server.listening) {
      await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    }
    const { port } = this.#server.address() as AddressInfo;
    return await seed({ root: this.root, jsr: `http://127.0.0.1:${port}`, timeout });
  }

  file(path: string): URL {
    return new URL(`vendor/jsr.io/@std/async/${path}`, this.root);
  }

  read(path: string): string {
    return Deno.readTextFileSync(this.file(path));
  }

  /** Every file below `vendor/`, with its text. */
  files(folder: URL = new URL("vendor/", this.root)): Record<string, string> {
    const found: Record<string, string> = {};
    for (const entry of Deno.readDirSync(folder)) {
      const url = new URL(entry.name, folder);
      if (entry.isDirectory) Object.assign(found, this.files(new URL(`${url}/`)));
      else found[url.pathname.slice(this.root.pathname.length)] = Deno.readTextFileSync(url);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((done) => this.#server.close(done));
    Deno.removeSync(this.root, { recursive: true });
  }
}

for (const [name, modules] of Object.entries(PACKAGES)) {
  Deno.test(`@std/${name} has every name that seed_vendor.ts declares`, async () => {
    for (const [module, types] of Object.entries(modules)) {
      const found = await import(`@std/${name}/${module.replaceAll("_", "-")}`);
      for (const [, declared = ""] of types.matchAll(/export (?:function|class) (\w+)/g)) {
        assertEquals(typeof found[declared], "function", `${name}/${module}: ${declared}`);
      }
    }
  });
}

Deno.test("seed() writes stand-ins whose manifest fits when jsr.io does not answer", async () => {
  await using scene = new Scene("Service Unavailable", 503);
  assertMatch(await scene.seed(), /does not answer/);

  const { manifest, exports } = JSON.parse(scene.read("1.2.0_meta.json"));
  assertEquals(exports["./retry"], "./retry.js");
  const listed = Object.entries<{ size: number; checksum: string }>(manifest);
  assertEquals(listed.length, Object.keys(PACKAGES.async ?? {}).length * 2 + 1);
  for (const [path, { size, checksum }] of listed) {
    const bytes = Deno.readFileSync(scene.file(`1.2.0${path}`));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    assertEquals([size, checksum], [bytes.length, `sha256-${hash.toHex()}`]);
  }
});

Deno.test("seed() takes a login page for no answer", async () => {
  await using scene = new Scene("<html>Please log in</html>");
  assertMatch(await scene.seed(), /does not answer/);
});

Deno.test("seed() takes JSON that is not JSR's for no answer", async () => {
  await using scene = new Scene(`{"login":"required"}`);
  assertMatch(await scene.seed(), /does not answer/);
});

Deno.test("seed() does not wait for a server that hangs", async () => {
  await using scene = new Scene(undefined);
  assertMatch(await scene.seed(5), /does not answer/);
});

Deno.test("seed() writes nothing when the stand-ins are right already", async () => {
  await using scene = new Scene("", 503);
  await scene.seed();
  const old = new Date(0);
  Deno.utimeSync(scene.file("meta.json"), old, old);
  Deno.utimeSync(scene.file("1.2.0/retry.js"), old, old);
  await scene.seed();
  assertEquals(Deno.statSync(scene.file("meta.json")).mtime, old);
  assertEquals(Deno.statSync(scene.file("1.2.0/retry.js")).mtime, old);
});

Deno.test("seed() mends a stand-in that was damaged or not finished", async () => {
  await using scene = new Scene("", 503);
  await scene.seed();
  const right = scene.files();
  Deno.writeTextFileSync(scene.file("1.2.0/retry.js"), "damaged");
  Deno.removeSync(scene.file("meta.json"));
  await scene.seed();
  assertEquals(scene.files(), right);
});

Deno.test("seed() follows the range of deno.json", async () => {
  await using scene = new Scene("", 503);
  await scene.seed();
  scene.imports("^1.4.0");
  await scene.seed();
  assertEquals(JSON.parse(scene.read("meta.json")).versions, { "1.4.0": {} });
  assertMatch(scene.read("1.4.0/retry.js"), /npm:deno-std@/);
});

Deno.test("seed() run many times at once gives what one run gives", async () => {
  await using alone = new Scene("", 503);
  await alone.seed();
  await using together = new Scene("", 503);
  await together.seed();
  Deno.removeSync(together.file("."), { recursive: true });
  await Promise.all(Array.from({ length: 5 }, () => together.seed()));
  assertEquals(together.files(), alone.files());
});

Deno.test("seed() removes stand-ins when jsr.io answers", async () => {
  await using scene = new Scene("", 503);
  await scene.seed();
  await using online = new Scene(REAL_INDEX);
  Deno.renameSync(new URL("vendor", scene.root), new URL("vendor", online.root));
  assertEquals(await online.seed(), "@std comes from jsr.io");
  assertEquals(online.files(), {});
});

Deno.test("seed() leaves real packages alone and asks nobody", async () => {
  await using scene = new Scene("", 503);
  Deno.mkdirSync(scene.file("."), { recursive: true });
  Deno.writeTextFileSync(scene.file("meta.json"), REAL_INDEX);
  assertEquals(await scene.seed(), "@std comes from jsr.io");
  assertEquals(scene.read("meta.json"), REAL_INDEX);
  assertEquals(scene.asked, 0);
});

Deno.test("seed() names a range that it cannot read", async () => {
  await using scene = new Scene("", 503);
  scene.imports("1");
  await assertRejects(() => scene.seed(), Error, "jsr:@std/async@1");
});
