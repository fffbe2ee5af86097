/**
 * The routes of the API.
 *
 * @module
 */

import { VERSION } from "@hookcast/hookcast";
import { STATUS_CODE } from "@std/http/status";
import type { PlaygroundState, Resend, SignRequest, VerifyRequest } from "./api.ts";
import { generateCode } from "./code/generate.ts";
import { compare } from "./compare.ts";
import type { Fakes } from "./fakes.ts";
import { FAULT_KINDS } from "./faults.ts";
import type { Hub } from "./hub.ts";
import { Problem } from "./problem.ts";
import { readJson } from "./read_json.ts";
import { readScenarios, writeScenario } from "./scenarios.ts";
import { SCHEMES } from "./schemes.ts";
import { check, readFaults, readObject, readOrder } from "./send/order.ts";
import type { Runs } from "./send/runs.ts";
import { sign, verify } from "./verify.ts";

/** What the routes work with. */
export interface Backstage {
  readonly fakes: Fakes;
  readonly runs: Runs;
  readonly hub: Hub;
  /** Where scenarios are kept. */
  readonly scenarios: URL;
}

/** Answers a request. Its parameters are the groups of its path. */
type Route = (
  request: Request,
  backstage: Backstage,
  groups: readonly string[],
) => Response | Promise<Response>;

const ROUTES: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ["GET", /^\/api\/state$/, async (_request, backstage) => Response.json(await stateOf(backstage))],
  ["GET", /^\/api\/events$/, (request, { hub }) => hub.stream(readSince(request))],
  ["POST", /^\/api\/runs$/, async (request, { runs }) => {
    return accepted(runs.start(readOrder(await readJson(request))).id);
  }],
  ["POST", /^\/api\/runs\/([\w-]+)\/abort$/, (_request, { runs }, [id = ""]) => {
    runs.abort(id);
    return done();
  }],
  ["POST", /^\/api\/runs\/([\w-]+)\/resend$/, async (request, { runs }, [id = ""]) => {
    return accepted(runs.resend(id, await readJson(request) as Resend).id);
  }],
  ["GET", /^\/api\/history$/, (_request, { runs }) => Response.json(runs.list())],
  ["GET", /^\/api\/history\/([\w-]+)$/, (_request, { runs }, [id = ""]) => {
    return Response.json(runs.record(id));
  }],
  ["DELETE", /^\/api\/history\/([\w-]+)$/, async (_request, { runs }, [id]) => {
    await runs.forget(id);
    return done();
  }],
  ["DELETE", /^\/api\/history$/, async (_request, { runs }) => {
    await runs.forget();
    return done();
  }],
  ["GET", /^\/api\/compare$/, (request, { runs }) => {
    const { searchParams } = new URL(request.url);
    const [a, b] = ["a", "b"].map((name) => runs.record(searchParams.get(name) ?? ""));
    return Response.json(compare(a!, b!));
  }],
  ["POST", /^\/api\/code$/, async (request, { fakes }) => {
    const { as, order } = readObject(await readJson(request), "", ["as", "order"]);
    check(as === "typescript" || as === "curl", "as", "must be typescript or curl");
    return Response.json(await generateCode(as, readOrder(order, { recorded: true }), fakes));
  }],
  ["POST", /^\/api\/faults$/, async (request, { runs }) => {
    await runs.inject(readFaults(await readJson(request), ""));
    return done();
  }],
  ["DELETE", /^\/api\/faults$/, async (_request, { runs }) => {
    await runs.mend();
    return done();
  }],
  ["GET", /^\/api\/scenarios$/, async (_request, { scenarios }) => {
    return Response.json(await readScenarios(scenarios, tellBroken));
  }],
  ["PUT", /^\/api\/scenarios\/([^/]+)$/, async (request, { scenarios }, [name = ""]) => {
    await writeScenario(await readJson(request), name, scenarios);
    return done();
  }],
  ["POST", /^\/api\/verify$/, async (request) => {
    const message = readTexts(await readJson(request), ["scheme", "secret", "headers", "body"], [
      "now",
    ]);
    return Response.json(await verify(message as unknown as VerifyRequest));
  }],
  ["POST", /^\/api\/sign$/, async (request) => {
    const message = readTexts(await readJson(request), ["scheme", "body"], ["secret"]);
    return Response.json(await sign(message as unknown as SignRequest));
  }],
];

/**
 * Answers a request to the API.
 *
 * @param request The request; it may come in.
 * @param backstage What is behind the API.
 * @returns The answer.
 * @throws {Problem} If the request cannot be answered.
 */
export async function answerApi(request: Request, backstage: Backstage): Promise<Response> {
  const { pathname } = new URL(request.url);
  const fitting = ROUTES.filter(([, path]) => path.test(pathname));
  const found = fitting.find(([method]) => method === request.method);
  if (!found) {
    const status = fitting.length > 0 ? STATUS_CODE.MethodNotAllowed : STATUS_CODE.NotFound;
    throw new Problem("There is no such route", { status });
  }
  const [, path, route] = found;
  const [, ...groups] = path.exec(pathname) ?? [];
  return await route(request, backstage, groups);
}

async function stateOf({ fakes, scenarios }: Backstage): Promise<PlaygroundState> {
  const faults = FAULT_KINDS;
  return {
    version: VERSION,
    targets: [
      {
        name: "generic",
        title: "A receiver that takes any JSON",
        origin: fakes.originOf("generic"),
        faults,
      },
      {
        name: "discord",
        title: "A fake Discord: 5 messages per 2 s",
        origin: fakes.originOf("discord"),
        faults,
      },
      {
        name: "slack",
        title: "A fake Slack: 1 message per second",
        origin: fakes.originOf("slack"),
        faults,
      },
      {
        name: "notifier",
        title: "Alerts by severity, over any of the others",
        origin: fakes.originOf("discord"),
        faults,
      },
    ],
    proxies: fakes.proxies.map(({ address, kind }) => ({ name: fakes.nameOfProxy(address), kind })),
    schemes: SCHEMES,
    scenarios: await readScenarios(scenarios, tellBroken),
  };
}

/** A file that somebody shared must not take the page with it. */
function tellBroken(name: string, { message }: Problem): void {
  console.error(`Cannot offer the scenario ${name}: ${message}`);
}

function readTexts(
  value: unknown,
  required: readonly string[],
  optional: readonly string[],
): Record<string, unknown> {
  const given = readObject(value, "", [...required, ...optional]);
  for (const name of [...required, ...optional]) {
    const isLeftOut = given[name] === undefined && optional.includes(name);
    check(isLeftOut || typeof given[name] === "string", name, "must be a text");
  }
  const isKnown = SCHEMES.some(({ name }) => name === given.scheme);
  check(isKnown, "scheme", `must be one of: ${SCHEMES.map(({ name }) => name).join(", ")}`);
  return given;
}

function readSince(request: Request): number | undefined {
  const text = request.headers.get("last-event-id") ??
    new URL(request.url).searchParams.get("since");
  const since = text === null ? NaN : Number(text);
  return Number.isInteger(since) ? since : undefined;
}

function accepted(id: string): Response {
  return Response.json({ id }, { status: STATUS_CODE.Accepted });
}

function done(): Response {
  return new Response(null, { status: STATUS_CODE.NoContent });
}
