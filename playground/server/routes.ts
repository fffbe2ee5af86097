/**
 * The API between the playground's page and its server: routes, JSON bodies, live events. Its types
 * are in `playground/api/`, and nothing else is, so that the page can import them too.
 *
 * Every route below `/api/` wants the token of this start: as `Authorization: Bearer TOKEN`, or, on
 * a GET only (for `EventSource`), as `?token=TOKEN`. The page gets it in the fragment of the URL
 * that the terminal prints, `http://localhost:8787/#token=TOKEN`: it keeps it in `sessionStorage`
 * and takes it out of the address bar. A POST, PUT or DELETE with another `Origin`, and any request
 * with another `Host`, is answered 403; a wrong or missing token 401. Failures are an
 * `ApiProblem`.
 *
 * | Route | Body | Answer |
 * | --- | --- | --- |
 * | `GET /` | | the page: `index.html` in the folder that `buildPage()` of `playground/build_page.ts` returns; the files of its `assets/` (`.js`, `.css`, `.woff2`) at `/assets/NAME` |
 * | `GET /schemas/NAME.json` | | a JSON schema; NAME is a `SchemaName`. No token |
 * | `GET /api/state` | | `PlaygroundState` |
 * | `GET /api/events` | | `text/event-stream` of `LiveEvent`s, all runs in one |
 * | `POST /api/runs` | `Order` | 202 `RunStarted` |
 * | `POST /api/runs/ID/abort` | | 204; the sends end as `aborted` |
 * | `POST /api/runs/ID/resend` | `Resend` | 202 `RunStarted`; 409 `ApiProblem` with `missing` |
 * | `GET /api/history` | | `RunSummary[]`, newest first, those under way too |
 * | `GET /api/history/ID` | | `RunRecord` |
 * | `DELETE /api/history/ID`, `DELETE /api/history` | | 204 |
 * | `GET /api/compare?a=ID&b=ID` | | `Comparison` |
 * | `POST /api/code` | `CodeRequest` | `GeneratedCode` |
 * | `POST /api/faults` | `Fault[]` | 204; hits the next requests, of a run under way too |
 * | `DELETE /api/faults` | | 204; all is well again |
 * | `GET /api/scenarios` | | `Scenario[]` |
 * | `PUT /api/scenarios/NAME` | `Scenario` | 204; kept in `playground/scenarios/NAME.json` |
 * | `POST /api/verify` | `VerifyRequest` | `VerifyReport` |
 * | `POST /api/sign` | `SignRequest` | `SignedExample` |
 *
 * The stream: each message has `id:` (a number that grows), `event:` (the event's `type`) and
 * `data:` (the event as JSON). After a lost connection it goes on from `Last-Event-ID`, or from
 * `?since=NUMBER`. A comment every 15 s keeps it open. Apart from `live`, which comes first, all
 * events belong to a run and are also in its `RunRecord.events`: a timeline is drawn from
 * either by the same code.
 *
 * The page is bundled by `playground/build_page.ts`: `/` is its `index.html`, `/assets/NAME` the rest.
 * The content security policy: scripts from here, no inline scripts, inline styles allowed, images
 * from here or `data:` or `blob:`, and nothing from any other origin.
 *
 * Times are ms. `at` counts from the start of the run; dates are ISO texts.
 *
 * @module
 */

import { VERSION } from "@hookcast/hookcast";
import { STATUS_CODE } from "@std/http/status";
import type { Resend } from "../api/run.ts";
import type { SignRequest, VerifyRequest } from "../api/signature.ts";
import type { PlaygroundState } from "../api/state.ts";
import type { Fakes } from "../engine/fakes.ts";
import { FAULT_KINDS } from "../engine/faults.ts";
import { check, readFaults, readObject, readOrder } from "../engine/order.ts";
import { Problem } from "../engine/problem.ts";
import { readScenarios, writeScenario } from "../engine/scenarios.ts";
import { SCHEMES } from "../engine/schemes.ts";
import { generateCode } from "./code/generate.ts";
import { compare } from "./compare.ts";
import type { Hub } from "./hub.ts";
import { readJson } from "./read_json.ts";
import type { Runs } from "./runs.ts";
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
