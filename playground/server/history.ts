/**
 * Keeps runs over restarts, in a file on this machine. No secret gets there.
 *
 * @module
 */

import type { RunRecord } from "../api/history.ts";
import type { RunSummary } from "../api/run.ts";
import { maskPatterns, redactDeep } from "../engine/secrets.ts";

/** So many runs are kept, and so many characters of them: a burst of 200 has millions. */
const MAX_RUNS = 100;
const MAX_SIZE = 20_000_000;

/** What the file holds. */
interface HistoryFile {
  readonly version: 1;
  /** Oldest first. */
  readonly runs: readonly RunRecord[];
}

/** The runs of this start and of those before. */
export class History {
  readonly #path: string | null;
  #runs: RunRecord[];
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string | null, runs: RunRecord[]) {
    this.#path = path;
    this.#runs = runs;
  }

  /**
   * Opens the history.
   *
   * @param path Its file; `null` to keep it in memory only. A file that holds something else is laid
   * aside, not written over.
   * @returns The history.
   */
  static async open(path: string | null): Promise<History> {
    const text = path === null ? "" : await Deno.readTextFile(path).catch(() => "");
    const runs = text === "" ? [] : readFile(text);
    if (runs === undefined) {
      console.error(`The history cannot be read, and is kept as ${path}.unread`);
      await Deno.rename(`${path}`, `${path}.unread`);
    }
    return new History(path, runs ?? []);
  }

  /** All runs, oldest first. */
  list(): RunSummary[] {
    return this.#runs.map(({ order: _order, results: _results, events: _events, ...summary }) => {
      return summary;
    });
  }

  /** A run, if there is one of that id. */
  find(id: string): RunRecord | undefined {
    return this.#runs.find((run) => run.id === id);
  }

  /** Keeps a run. */
  async add(record: RunRecord): Promise<void> {
    this.#runs.push(clean(record));
    this.#runs = this.#runs.slice(-MAX_RUNS);
    await this.#write();
  }

  /** Forgets a run, or all. */
  async forget(id?: string): Promise<void> {
    this.#runs = this.#runs.filter((run) => id !== undefined && run.id !== id);
    await this.#write();
  }

  /** One write after the other; a reader sees the old file or the new one, never half. */
  async #write(): Promise<void> {
    const path = this.#path;
    if (path === null) return;
    const text = writeFile(this.#runs);
    this.#writing = this.#writing.then(async () => {
      const draft = `${path}.${crypto.randomUUID()}`;
      await Deno.writeTextFile(draft, text, { mode: 0o600 });
      await Deno.rename(draft, path);
    }).catch((error) => console.error(`Cannot keep the history: ${error.message}`));
    await this.#writing;
  }
}

/**
 * A record as it may be written down. It holds no secret of its order already; here goes what looks
 * like one of others, and, where a secret was given to sign by, what was signed with it.
 */
function clean(record: RunRecord): RunRecord {
  const isSigned = record.missing.includes("secret");
  const signatures = new Set(
    record.events.flatMap((event) => {
      return isSigned && event.type === "signed" ? event.headers.map(([, value]) => value) : [];
    }),
  );
  return redactDeep(
    record,
    (text) => signatures.has(text) ? "***" : maskPatterns(text),
  ) as RunRecord;
}

/** The newest runs, as many as fit. */
function writeFile(runs: readonly RunRecord[]): string {
  let size = 0;
  const texts = runs.toReversed().map((run) => JSON.stringify(run)).filter((text) => {
    size += text.length;
    return size <= MAX_SIZE;
  });
  return `{"version":1,"runs":[${texts.reverse().join(",")}]}`;
}

/** The runs of a file; `undefined` if it is not one of ours. */
function readFile(text: string): RunRecord[] | undefined {
  try {
    const file: HistoryFile = JSON.parse(text);
    return file.version === 1 && file.runs.every(isRecord) ? [...file.runs] : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it has what is read of every record without asking. */
function isRecord({ id, startedAt, order, results, events }: RunRecord): boolean {
  return typeof id === "string" && typeof startedAt === "string" && typeof order === "object" &&
    Array.isArray(results) && Array.isArray(events);
}
