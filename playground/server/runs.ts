/**
 * The runs of this start, under way and over.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import type { RunRecord } from "../api/history.ts";
import type { Fault, Order } from "../api/order.ts";
import type { Resend, RunSummary } from "../api/run.ts";
import type { Fakes } from "../engine/fakes.ts";
import { inject, mend } from "../engine/faults.ts";
import { asProblem, Problem } from "../engine/problem.ts";
import { prepare, type Prepared } from "../engine/send/carry_out.ts";
import { Run } from "../engine/send/run.ts";
import { makeLimiters } from "../engine/send/senders.ts";
import type { History } from "./history.ts";
import type { Hub } from "./hub.ts";
import { mergeResend } from "./resend.ts";

/** So many runs keep their secrets, to be sent again; older ones must be given them anew. */
const MAX_KNOWN = 200;

/** Begins runs and keeps them. */
export class Runs {
  readonly #fakes: Fakes;
  readonly #hub: Hub;
  readonly #history: History;
  readonly #known = new Map<string, Run>();
  readonly #underWay = new Map<Run, Prepared>();
  /** What is not written down yet: runs under way, and those just over. */
  readonly #unwritten = new Set<Promise<void>>();
  readonly #limiters = makeLimiters();
  /** Whether something goes wrong that a run, or somebody while it was under way, asked for. */
  #isBroken = false;

  /**
   * @param fakes The fakes.
   * @param hub Told of everything that happens.
   * @param history Where runs are kept that are over.
   */
  constructor(fakes: Fakes, hub: Hub, history: History) {
    this.#fakes = fakes;
    this.#hub = hub;
    this.#history = history;
  }

  /** Begins a run; it goes on by itself. Throws a {@linkcode Problem} if the order makes no sense. */
  start(order: Order): Run {
    const run = new Run(order, (event) => this.#hub.tell(event));
    const prepared = this.#prepare(run);
    this.#known.set(run.id, run);
    if (this.#known.size > MAX_KNOWN) {
      const oldest = [...this.#known].find(([, { isOver }]) => isOver);
      if (oldest) this.#known.delete(oldest[0]);
    }
    if ((order.faults ?? []).length > 0) this.#isBroken = true;
    const done = prepared.carryOut().catch((error) => {
      // None of ours throws; what does all the same must not leave a run that never ends.
      console.error(`The run broke off: ${run.redact(String(error))}`);
      run.end();
    }).then(() => this.#finish(run));
    this.#underWay.set(run, prepared);
    this.#unwritten.add(done);
    done.finally(() => this.#unwritten.delete(done));
    return run;
  }

  /** Begins a run again, with what its record lacks. */
  resend(id: string, more: Resend): Run {
    const known = this.#known.get(id);
    if (known) return this.start(mergeResend(known.order, more, []));
    const kept = this.#kept(id);
    return this.start(mergeResend(kept.order, more, kept.missing));
  }

  /** Ends the sends of a run. */
  abort(id: string): void {
    this.#known.get(id)?.abort();
  }

  /** Lets something go wrong now. */
  async inject(faults: readonly Fault[]): Promise<void> {
    if (this.#underWay.size > 0) this.#isBroken = true;
    for (const [index, fault] of faults.entries()) {
      const isProxys = fault.kind.startsWith("proxy-");
      if (!fault.at && !isProxys) {
        throw new Problem("It must be said which fake", { path: `${index}.at` });
      }
      const fake = fault.at ?? "generic";
      const hooks = [...this.#underWay.values()].filter((prepared) => prepared.fake === fake)
        .map(({ hook }) => hook);
      await inject(this.#fakes, fault, fake, hooks);
    }
  }

  /** Makes all well again. */
  async mend(): Promise<void> {
    await mend(this.#fakes);
  }

  /** All runs, newest first. */
  list(): RunSummary[] {
    const current = [...this.#known.values()].map(({ summary }) => summary);
    const ids = new Set(current.map(({ id }) => id));
    const kept = this.#history.list().filter(({ id }) => !ids.has(id));
    return [...current, ...kept].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  /** A run in full. */
  record(id: string): RunRecord {
    return this.#known.get(id)?.record ?? this.#kept(id);
  }

  /** Forgets a run, or all that are over. */
  async forget(id?: string): Promise<void> {
    for (const [known, run] of [...this.#known]) {
      if (run.isOver && (id === undefined || known === id)) this.#known.delete(known);
    }
    await this.#history.forget(id);
  }

  /** Ends every run, and waits until each is written down. */
  async close(): Promise<void> {
    for (const run of this.#underWay.keys()) run.abort();
    await Promise.all(this.#unwritten);
  }

  #prepare(run: Run): Prepared {
    try {
      return prepare(run, this.#fakes, this.#limiters);
    } catch (error) {
      throw asProblem(error, run.redact);
    }
  }

  async #finish(run: Run): Promise<void> {
    this.#underWay.delete(run);
    if (this.#underWay.size === 0 && this.#isBroken) {
      this.#isBroken = false;
      await mend(this.#fakes);
    }
    await this.#history.add({ ...run.record, missing: run.missing });
  }

  #kept(id: string): RunRecord {
    const record = this.#history.find(id);
    if (record) return record;
    throw new Problem("There is no such run", { status: STATUS_CODE.NotFound });
  }
}
