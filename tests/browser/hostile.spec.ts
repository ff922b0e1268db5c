// A hostile server: whatever it answers, the job ends in a clear word and the page is alive.

import { SMALL_PNG } from "./support/files.ts";
import { type Failure, loggedRequests, resetSimulator, setSimulator, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const MARKUP = "<img src=x onerror=\"window.injected=1\"><script>window.injected=1</script>";
const EVERYWHERE = JSON.stringify({
  status: MARKUP, request_id: MARKUP, status_url: "javascript:window.injected=1", response_url: "data:text/html,x",
  logs: [{ message: MARKUP }], error: MARKUP, message: MARKUP, detail: [{ msg: MARKUP }], output: [MARKUP],
});
const WRONG_TYPES = JSON.stringify({
  status: { a: 1 }, request_id: 7, status_url: [], response_url: null, logs: 3, output: { images: "no" }, totalPrice: [],
});
/** An envelope whose addresses are elsewhere. */
const FOREIGN = JSON.stringify({
  status: "IN_QUEUE", request_id: "q7Wn2LkPz0XcVb9RtYu4S", status_url: "https://evil.example/status",
  response_url: "https://evil.example/result", cancel_url: "https://evil.example/cancel",
});
const SCRIPT_PICTURES = JSON.stringify({
  id: "x", status: "COMPLETED", totalPrice: "-1e99", logs: MARKUP,
  output: ["javascript:window.injected=1", "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml;base64,PHN2Zz4=", "http://evil.example/a.png"],
});

/** What goes wrong, and the word that the person gets. */
const CASES: readonly (readonly [name: string, failure: Failure, told: RegExp])[] = [
  ["markup at the submit", { on: "submit", way: "raw", body: EVERYWHERE }, /may have started/],
  ["wrong types at the submit", { on: "submit", way: "raw", body: WRONG_TYPES }, /may have started/],
  ["a redirect of the submit", { on: "submit", way: "raw", http_status: 307, headers: { location: "https://evil.example/steal" } }, /may have started/],
  ["markup in a refusal", { on: "submit", way: "raw", http_status: 400, body: EVERYWHERE }, /refused/],
  ["100 MB at the status", { on: "status", way: "huge", bytes: 100_000_000, times: 1000 }, /larger than this page accepts/],
  ["100000 levels at the status", { on: "status", way: "deep", levels: 100_000 }, /./],
  ["wrong types at the status", { on: "status", way: "raw", body: WRONG_TYPES }, /./],
  ["a redirect of the status", { on: "status", way: "raw", http_status: 302, headers: { location: "https://evil.example/steal" } }, /./],
  ["100000 levels at the result", { on: "result", way: "deep", levels: 100_000 }, /./],
  ["addresses that are no pictures", { on: "result", way: "raw", body: SCRIPT_PICTURES }, /no picture/],
  ["markup at the result", { on: "result", way: "raw", http_status: 422, body: EVERYWHERE }, /refused/],
];

test.beforeEach(async () => {
  await resetSimulator();
  await setSimulator({ queue_millis: 0, run_millis: 0 });
});
test.afterAll(resetSimulator);

test("whatever a server answers, the page is alive and says so", async ({ editor, context, overheard }) => {
  test.setTimeout(180_000);
  const stolen: string[] = [];
  await context.route(/evil\.example/, (route) => {
    stolen.push(route.request().url());
    return route.abort();
  });
  // High enough for all cards: those out of sight are not in the page.
  await editor.page.setViewportSize({ width: 1440, height: 5000 });
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  // Those whose submit is in doubt are looked up several times, so they wait together.
  const inDoubt = CASES.filter(([, failure]) => failure.on === "submit");
  const others = CASES.filter(([, failure]) => failure.on !== "submit");
  const begin = async ([name, failure]: (typeof CASES)[number]): Promise<void> => {
    const before = submitsOf(await loggedRequests()).length;
    await setSimulator({ failures: [failure] });
    await editor.prompt.fill(name);
    await editor.run.click();
    await expect.poll(async () => submitsOf(await loggedRequests()).length).toBe(before + 1);
  };
  for (const one of inDoubt) {
    await begin(one);
  }
  for (const one of [...others, ...inDoubt]) {
    const [name, failure, told] = one;
    if (failure.on !== "submit") {
      await begin(one);
    }
    // It ends with a word, or goes on once the server has come to its senses.
    const article = editor.page.getByRole("article", { name, exact: true });
    const ending = article.getByRole("alert").or(article.getByRole("button", { name: "Compare", exact: true }));
    await expect(ending.first(), name).toBeVisible({ timeout: 30_000 });
    if ((await article.getByRole("alert").count()) > 0) {
      await expect(article.getByRole("alert"), name).toContainText(told);
    }
    await setSimulator({ failures: [] });
  }
  expect(submitsOf(await loggedRequests()), "each was submitted once").toHaveLength(CASES.length);
  expect(await editor.page.evaluate(() => "injected" in window), "no script ran").toBe(false);
  expect(stolen, "nothing was asked of another host").toEqual([]);
  // What the browser itself prints of failed requests is no violation.
  expect(overheard.errors.filter((line) => /content security policy|uncaught/i.test(line))).toEqual([]);
  await editor.prompt.fill("and then it works");
  await editor.runToResults();
});

test("addresses at another host are not followed", async ({ editor, context }) => {
  const stolen: string[] = [];
  await context.route(/evil\.example/, (route) => {
    stolen.push(route.request().url());
    return route.abort();
  });
  await setSimulator({ failures: [{ on: "submit", way: "raw", is_done: true, http_status: 201, body: FOREIGN }] });
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("foreign");
  await editor.run.click();
  const job = editor.page.getByRole("article", { name: "foreign", exact: true });
  // The id is not one of the simulator's, so its own address of it tells that.
  await expect(job.getByRole("alert")).toContainText("does not know this request", { timeout: 20_000 });
  expect(stolen).toEqual([]);
});
