/**
 * Checks that imports only go down, and draws the floors of `src/`.
 *
 * The rules are those of the guide: a folder imports from lower floors and from itself; layers know
 * the core, never each other; nothing in `src/` imports a layer's `mod.ts`; the playground is a user
 * and sees entry points only; what `mod.ts` pulls in is ours or `@std/async`. There are no circles.
 *
 * Run it with `deno task floors`.
 */

/** One import: from a file of ours to another, or to a package. Paths start at the repository. */
export interface Import {
  /** The importing file. */
  readonly from: string;
  /** The imported file, or a specifier such as `jsr:/@std/async@^1.2.0/retry`. */
  readonly to: string;
  /** Only types are imported: nothing is loaded when the program runs. */
  readonly typeOnly: boolean;
}

/** The part of `deno info --json` that is read here. */
export interface ModuleInfo {
  /** The file's URL. */
  readonly specifier: string;
  /** What is wrong with it, if it could not be read. */
  readonly error?: string;
  /** What it imports. */
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: { readonly specifier?: string; readonly error?: string };
    readonly type?: { readonly specifier?: string; readonly error?: string };
  }[];
}

/** Each folder of `src/` and its floor. A folder of floor 0 or 2 does not know its neighbours. */
const FLOORS: Readonly<Record<string, number>> = {
  util: 0,
  platform: 0,
  core: 1,
  rest: 1.5,
  discord: 2,
  slack: 2,
  signatures: 1.5,
  hookrail: 2,
  posthook: 2,
  notifier: 2,
  outbox: 2,
  check_secrets: 2,
  testing: 2,
};
const ENTRY_FLOOR = 3;
const PLAYGROUND_FLOOR = 4;

/** The folder that a file belongs to, for rules and drawing; an entry point is its own folder. */
function folderOf(path: string): string {
  const [top = "", folder = ""] = path.split("/");
  return top === "src" ? folder : top;
}

function floorOf(path: string): number | undefined {
  if (path.startsWith("src/")) return FLOORS[folderOf(path)];
  if (path.startsWith("playground/")) return PLAYGROUND_FLOOR;
  return path.includes("/") ? undefined : ENTRY_FLOOR;
}

function isOurs(target: string): boolean {
  return !target.includes(":");
}

/** Reads the imports of our own files out of `deno info --json`. */
export function readImports(modules: readonly ModuleInfo[], root: string): Import[] {
  const ours = modules.filter(({ specifier }) => specifier.startsWith(root));
  return ours.flatMap(({ specifier, error, dependencies = [] }) => {
    if (error) throw new Error(`Cannot read ${specifier}: ${error}`);
    return dependencies.map((dependency) => {
      const problem = dependency.code?.error ?? dependency.type?.error;
      const target = dependency.code?.specifier ?? dependency.type?.specifier;
      if (problem || !target) {
        throw new Error(`Cannot follow '${dependency.specifier}' in ${specifier}: ${problem}`);
      }
      return {
        from: specifier.slice(root.length),
        to: target.startsWith(root) ? target.slice(root.length) : target,
        typeOnly: dependency.code === undefined,
      };
    });
  });
}

/**
 * Finds the imports that break a rule.
 *
 * @param imports All imports of our files.
 * @param entryPoints The files that deno.json exports.
 * @returns One line for each, naming the import; none when all is well.
 */
export function findFaults(imports: readonly Import[], entryPoints: readonly string[]): string[] {
  const faults = imports.filter(({ to }) => isOurs(to)).flatMap((edge) => {
    const reason = faultOf(edge, entryPoints);
    return reason ? [`${edge.from} -> ${edge.to}: ${reason}`] : [];
  });
  return [...faults, ...foreignFaults(imports), ...circles(imports)];
}

function faultOf(
  { from, to, typeOnly }: Import,
  entryPoints: readonly string[],
): string | undefined {
  const [above, below] = [floorOf(from), floorOf(to)];
  if (above === undefined) return `${from} stands on no floor`;
  if (below === undefined) return `${to} stands on no floor`;
  const [user, used] = [folderOf(from), folderOf(to)];
  if (user === "playground") {
    if (used === user || entryPoints.includes(to)) return undefined;
    return "the playground sees entry points only";
  }
  if (from.startsWith("src/") && /^src\/\w+\/mod\.ts$/.test(to)) {
    return "a layer's mod.ts is for users";
  }
  if (user === used) return undefined;
  if (below > above) return `floor ${above} imports from floor ${below}`;
  if (below === above && !(user === "platform" && used === "util")) {
    return `neighbours on floor ${above} do not know each other`;
  }
  if (user === "testing" && used !== "util" && !typeOnly) {
    return "testing takes only types from above util";
  }
  return undefined;
}

/** What a user of `mod.ts` loads is ours, the platform's, or `@std/async`; its types too. */
function foreignFaults(imports: readonly Import[]): string[] {
  const allowed = /^(node:|jsr:\/?@std\/async[@/])/;
  const faults: string[] = [];
  const reached = new Set(["mod.ts"]);
  for (const file of reached) {
    for (const { to } of imports.filter(({ from }) => from === file)) {
      if (isOurs(to)) reached.add(to);
      else if (!allowed.test(to)) faults.push(`${file} -> ${to}: mod.ts needs no third party`);
    }
  }
  return faults;
}

/** Walks down from every file; a file met again on the way down closes a circle. */
function circles(imports: readonly Import[]): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) found.push(`${[...way.slice(start), file].join(" -> ")}: a circle`);
    if (start >= 0 || done.has(file)) return;
    for (const { from, to } of imports) {
      if (from === file && isOurs(to)) walk(to, [...way, file]);
    }
    done.add(file);
  };
  for (const { from } of imports) walk(from, []);
  return found;
}

/** Draws the floors, the highest first: each folder, its files, and the folders that it uses. */
export function draw(imports: readonly Import[]): string {
  const files = new Set(imports.flatMap(({ from, to }) => isOurs(to) ? [from, to] : [from]));
  const folders = Map.groupBy(files, folderOf);
  const rows = [...folders].map(([folder, members]) => {
    const edges = imports.filter(({ from, to }) => isOurs(to) && folderOf(from) === folder);
    const used = new Set(edges.map(({ to }) => folderOf(to)));
    used.delete(folder);
    return { folder, floor: floorOf(members[0] ?? "") ?? NaN, size: members.length, used };
  });
  rows.sort((a, b) => b.floor - a.floor || a.folder.localeCompare(b.folder));
  return rows.map(({ folder, floor, size, used }) =>
    `${String(floor).padEnd(4)} ${folder.padEnd(12)} ${String(size).padStart(3)}` +
    (used.size > 0 ? `  uses ${[...used].sort().join(", ")}` : "")
  ).join("\n");
}

async function inspect(entry: string, root: URL): Promise<ModuleInfo[]> {
  const args = ["info", "--json", entry];
  const command = new Deno.Command(Deno.execPath(), { args, cwd: root, stderr: "inherit" });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`Cannot inspect ${entry}`);
  return JSON.parse(new TextDecoder().decode(stdout)).modules;
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const entryPoints = Object.values<string>(config.exports).map((path) => path.replace("./", ""));
  const starts = [...entryPoints, "playground/main.ts"];
  const infos = (await Promise.all(starts.map((start) => inspect(start, root)))).flat();
  const modules = [...new Map(infos.map((info) => [info.specifier, info])).values()];
  const imports = readImports(modules, root.href);
  const faults = findFaults(imports, entryPoints);
  console.log(draw(imports));
  for (const fault of faults) console.error(`fault: ${fault}`);
  if (faults.length > 0) Deno.exit(1);
}
