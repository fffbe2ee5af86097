import { assert, assertEquals, assertThrows } from "@std/assert";
import { HELP, readArguments, UsageError } from "../../playground/arguments.ts";
import { isColoured, runPlayground } from "./playground.ts";

const MARKER = "https://example.com/hooks/MARKERmarker1";

Deno.test("readArguments() starts the terminal when nothing is asked for", () => {
  const page = { port: 8787, open: true };
  assertEquals(readArguments([], undefined), { mode: "terminal", speed: 1, page });
  assertEquals(readArguments(["--speed", "2"], MARKER), { mode: "terminal", speed: 2, page });
});

Deno.test("readArguments() reads how the page is to be served", () => {
  assertEquals(readArguments(["--page", "--port", "0", "--no-open"], undefined), {
    mode: "page",
    page: { port: 0, open: false },
  });
  assertEquals(readArguments(["--port", "9000"], undefined), {
    mode: "terminal",
    speed: 1,
    page: { port: 9000, open: true },
  });
  assertEquals(readArguments(["--page", "--history", "/tmp/sent.json"], undefined), {
    mode: "page",
    page: { port: 8787, open: true, history: "/tmp/sent.json" },
  });
});

Deno.test("readArguments() plays the demo at the speed asked for", () => {
  assertEquals(readArguments(["--demo"], undefined), { mode: "demo", speed: 1 });
  assertEquals(readArguments(["--demo", "--speed", "4"], undefined), { mode: "demo", speed: 4 });
});

Deno.test("readArguments() takes the URL given before that of the environment", () => {
  const args = ["--url", "https://example.com/a", "--content=--hi"];
  const expected = { mode: "send", url: "https://example.com/a", content: "--hi" } as const;
  assertEquals(readArguments(args, MARKER), expected);
  assertEquals(readArguments(["--content", "hi"], MARKER), {
    mode: "send",
    url: MARKER,
    content: "hi",
  });
});

const WRONG: readonly (readonly [args: readonly string[], message: string])[] = [
  [["--nonsense"], "There is no option --nonsense"],
  [["-x"], "There is no option -x"],
  [[`--${MARKER}`], "There is no option of that name"],
  [[MARKER], "Every value needs its option"],
  [["--url", MARKER, "more"], "Every value needs its option"],
  [["--url"], "--url needs a value"],
  [["--url", "--content", "hi"], "--url needs a value"],
  [["--url="], "--url needs a value"],
  [["--url", MARKER], "What to send"],
  [["--content", "hi"], "Where to"],
  [["--content", "hi", "--content", MARKER], "--content is given twice"],
  [["--demo", "--url", MARKER], "--demo is about fakes"],
  [[`--demo=${MARKER}`], "--demo takes no value"],
  [["--speed", "2", "--url", MARKER], "--speed is about fakes"],
  [["--page", "--url", "https://example.com/a"], "--page is about fakes"],
  [["--demo", "--port", "1"], "--port is about the page: --demo has none"],
  [["--page", "--speed", "2"], "--speed is for the terminal"],
  [["--port", "-1"], "--port must be a whole number from 0 to 65535"],
  [["--port", "65536"], "--port must be a whole number from 0 to 65535"],
  [["--demo", "--speed", "0"], "--speed must be a number from 1 to 4"],
  [["--demo", "--speed", MARKER], "--speed must be a number from 1 to 4"],
];

for (const [args, message] of WRONG) {
  const shown = args.join(" ").replaceAll(MARKER, "URL");
  Deno.test(`readArguments() refuses '${shown}', without repeating a value`, () => {
    const error = assertThrows(() => readArguments(args, undefined), UsageError, message);
    assert(!error.message.includes("MARKER"));
  });
}

Deno.test("The help names every option, and fits into 80 columns", () => {
  for (
    const option of [
      "--page",
      "--port",
      "--no-open",
      "--demo",
      "--speed",
      "--url",
      "--content",
      "--help",
    ]
  ) {
    assert(HELP.includes(`  ${option}`) || HELP.includes(`, ${option}`), option);
  }
  assertEquals(HELP.split("\n").filter((line) => line.length > 80), []);
});

Deno.test("The playground prints the help, and ends with code 0", async () => {
  const { code, stdout } = await runPlayground(["--help"]);
  assertEquals(code, 0);
  assertEquals(stdout, `${HELP}\n`);
});

Deno.test("The playground refuses wrong arguments with code 2 and one clear line", async () => {
  const { code, stdout, output } = await runPlayground(["--url", MARKER, "--frobnicate"]);
  assertEquals(code, 2);
  assertEquals(stdout, "");
  assertEquals(
    output,
    "Cannot start: There is no option --frobnicate\n--help explains the options\n",
  );
  assert(!isColoured(output));
});
