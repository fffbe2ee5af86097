/**
 * The playground's page.
 *
 * @module
 */

import { render } from "preact";
import { listen } from "./api/live.ts";
import { App } from "./app.tsx";
import { listenToKeys } from "./keys.ts";
import { loadPreview } from "./preview/preview.tsx";
import { loadPlayground } from "./state/playground.ts";
import { receive } from "./state/runs.ts";
import { attempt } from "./state/view.ts";

const root = document.getElementById("root");
if (root) render(<App />, root);
listenToKeys();
listen(receive);
attempt(loadPlayground);
attempt(loadPreview);
