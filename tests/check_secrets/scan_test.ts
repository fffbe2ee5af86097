import { assertEquals } from "@std/assert";
import { scanDiff, scanLines } from "../../src/check_secrets/mod.ts";

const KEY = "hk_" + "0123456789abcdef".repeat(3);

Deno.test("scanLines() tells file and line", async () => {
  const found = await scanLines("a.ts", ["x", KEY, "", `y ${KEY}`]);
  assertEquals(found.map(({ file, line, column }) => `${file}:${line}:${column}`), [
    "a.ts:2:1",
    "a.ts:4:3",
  ]);
});

Deno.test("scanDiff() looks at lines that are added, and counts as the new file does", async () => {
  const diff = `diff --git a/old name.ts b/new name.ts
--- a/old name.ts
+++ b/new name.ts
@@ -3,2 +3,3 @@ ${KEY}
-removed ${KEY}
 context ${KEY}
+added ${KEY}
+fine
@@ -20,0 +22 @@
+${KEY}
\\ No newline at end of file
diff --git a/gone.ts b/gone.ts
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-${KEY}
diff --git a/b.ts b/b.ts
--- /dev/null
+++ b/b.ts
@@ -0,0 +1,3 @@
+++ b/not a name.ts
+@@ -1 +1 @@
+${KEY}`;
  const found = await scanDiff(diff.split("\n"));
  assertEquals(found.map(({ file, line }) => `${file}:${line}`), [
    "new name.ts:4",
    "new name.ts:22",
    "b.ts:3",
  ]);
});
