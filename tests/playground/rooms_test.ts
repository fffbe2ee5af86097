import { assertEquals } from "@std/assert";

const PLAYGROUND = new URL("../../playground/", import.meta.url);

/** What each room may import from: the page and the terminal are two views on one engine. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  api: [],
  engine: ["api"],
  server: ["api", "engine", "build_page.ts"],
  terminal: ["api", "engine", "arguments.ts"],
};

/** Every file of a folder, as paths below the playground. */
async function filesOf(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, PLAYGROUND))) {
    files.push(...isDirectory ? await filesOf(`${folder}/${name}`) : [`${folder}/${name}`]);
  }
  return files;
}

/** The rooms, or files beside them, that a file imports from. */
async function importsOf(file: string): Promise<string[]> {
  const url = new URL(file, PLAYGROUND);
  const source = await Deno.readTextFile(url);
  return Array.from(source.matchAll(/ from "(\.[^"]+)"/g), ([, path = ""]) => {
    const [room = ""] = new URL(path, url).href.slice(PLAYGROUND.href.length).split("/");
    return room;
  });
}

for (const [room, others] of Object.entries(ROOMS)) {
  Deno.test(`The playground's room ${room}/ imports from ${others.join(", ") || "no other"}`, async () => {
    const strangers: string[] = [];
    for (const file of await filesOf(room)) {
      for (const other of await importsOf(file)) {
        if (other !== room && !others.includes(other)) strangers.push(`${file} -> ${other}`);
      }
    }
    assertEquals(strangers, []);
  });
}
