// What must work in every browser, from the first sample to a paid run over a reload.

import { readFileSync } from "node:fs";

import { SIMULATOR } from "../support/addresses.ts";
import { resetSimulator, setSimulator, loggedRequests, submitsOf } from "../support/simulator.ts";
import { decodePng } from "../support/pixels.ts";
import {
  ALERT, CANVAS, EDIT_FURTHER, ENGINE, HELP, JOBS, PICTURES, PROMPT, RESULTS, RUN, SETTINGS, SMALL_PNG,
  addSmall, fileOf, inSettings, isSaved, maskIs, nextDownload, onResult, overhearDownloads, prepareFill, ready, run, stroke, tool,
} from "./editor.ts";
import { expect, test } from "./engine.ts";
import { KEYS, RUN_MILLIS, like, type Person } from "./person.ts";

/** Types a prompt and waits until the draft with it is saved: so is everything that was changed before. */
async function saveDraft(person: Person, prompt: string): Promise<void> {
  await person.fill(PROMPT, prompt);
  await isSaved(person, "draft", prompt);
}

test("a sample, a run, the result edited further, another run", async ({ person, open }) => {
  await open();
  await ready(person);
  await person.click({ role: "button", name: "Try sample: Remove a flower" });
  await person.count(PICTURES, 1);
  // It runs by itself.
  await person.count(RESULTS, 1, RUN_MILLIS);
  await person.click(EDIT_FURTHER);
  await person.count(PICTURES, 1);
  await maskIs(person, /mask covers 0 %/);
  await person.click(tool("Brush"));
  await stroke(person, 120);
  await maskIs(person, /mask covers (under 1|[1-9]\d*) %/);
  await run(person);
  await person.count(ALERT, 0);
});

test("an own picture by the file dialog", async ({ person, open }) => {
  await open();
  await ready(person);
  await addSmall(person);
  await person.see({ role: "listitem", name: "Picture 1: small.png" });
});

test("a picture that is dropped, and one that is pasted", async ({ person, open }) => {
  await open();
  await ready(person);
  const base64 = readFileSync(SMALL_PNG).toString("base64");
  const give = (way: string): Promise<void> =>
    person.call(
      (base64, way) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const given = new DataTransfer();
        given.items.add(new File([bytes], `${way}.png`, { type: "image/png" }));
        const target = document.querySelector("main") ?? document.body;
        if (way === "dropped") {
          for (const name of ["dragenter", "dragover", "drop"]) {
            target.dispatchEvent(new DragEvent(name, { dataTransfer: given, bubbles: true, cancelable: true }));
          }
        } else {
          const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true });
          // Not every browser takes it from the options.
          Object.defineProperty(event, "clipboardData", { value: given });
          target.dispatchEvent(event);
        }
      },
      base64,
      way,
    );
  await give("dropped");
  await person.see({ role: "listitem", name: "Picture 1: dropped.png" });
  await give("pasted");
  await person.see({ role: "listitem", name: like(/^Picture 2: /) });
});

test("painting by mouse, undone and done again", async ({ person, open }) => {
  await open();
  await ready(person);
  await addSmall(person);
  await person.click(tool("Brush"));
  await stroke(person);
  await maskIs(person, /mask covers (under 1|[1-9]\d*) %/);
  await person.click(tool("Undo"));
  await maskIs(person, /mask covers 0 %/);
  await person.click(tool("Redo"));
  await maskIs(person, /mask covers (under 1|[1-9]\d*) %/);
});

test("painting by a finger", async ({ person, open }) => {
  await open();
  await ready(person);
  await addSmall(person);
  await person.click(tool("Brush"));
  await stroke(person, 60, "touch");
  await maskIs(person, /mask covers [1-9]\d* %/);
});

test("the keys of the painter", async ({ person, open }) => {
  await open();
  await ready(person);
  await addSmall(person);
  await person.focus(CANVAS);
  await person.press(["a"], [KEYS.control]);
  await maskIs(person, /mask covers 100 %/);
  await person.press(["z"], [KEYS.control]);
  await maskIs(person, /mask covers 0 %/);
});

test("a result beside what it was made from", async ({ person, open }) => {
  await open();
  await ready(person);
  await prepareFill(person);
  await run(person);
  await onResult(person, "Compare");
  const slider = { role: "slider", name: like(/[Cc]ompar|[Bb]efore/) };
  const before = await person.see(slider);
  await person.focus(slider);
  await person.press([KEYS.left, KEYS.left]);
  await person.until(slider, "moved", ({ value }) => value !== before.value);
});

test("a downloaded result has the picture's bytes", async ({ person, open }) => {
  await open();
  await ready(person);
  await prepareFill(person);
  await run(person);
  await overhearDownloads(person);
  await onResult(person, "Download");
  const { name, bytes } = await nextDownload(person);
  expect(name).toMatch(/\.png$/);
  const picture = decodePng(bytes);
  expect([picture.width, picture.height]).toEqual([160, 120]);
});

test("results exported, deleted and imported again", async ({ person, open }) => {
  await open();
  await ready(person);
  await prepareFill(person);
  await run(person);
  await overhearDownloads(person);
  await person.click({ role: "button", name: "Export" });
  const { bytes } = await nextDownload(person);
  expect(bytes.subarray(0, 2).toString()).toBe("PK");
  await onResult(person, "Delete");
  await person.count(RESULTS, 0);
  await person.chooseFiles({ role: "file", name: "Import results" }, [await fileOf("export.zip", bytes)]);
  await person.count(RESULTS, 1);
});

test("a reload keeps the draft with its mask", async ({ person, open }) => {
  const host = await open();
  await ready(person);
  await prepareFill(person);
  await saveDraft(person, "kept over a reload");
  const { description } = await person.see(CANVAS);
  await person.driver.open(host.address);
  await ready(person);
  await person.count(PICTURES, 1);
  await person.until(PROMPT, "back", ({ value }) => value === "kept over a reload");
  await person.until(CANVAS, "as it was", (found) => found.description === description);
  await person.count(ALERT, 0);
});

test("a reload keeps results with their pictures", async ({ person, open }) => {
  const host = await open();
  await ready(person);
  await prepareFill(person);
  await run(person);
  await isSaved(person, "results", "local_fill");
  await person.driver.open(host.address);
  await ready(person);
  await person.count(RESULTS, 1);
  await overhearDownloads(person);
  await onResult(person, "Download");
  expect(decodePng((await nextDownload(person)).bytes).width).toBe(160);
});

test("a paid run with a reload in its middle is submitted once and arrives", async ({ person, open }) => {
  await resetSimulator();
  await setSimulator({ run_millis: 4000 });
  const host = await open();
  await ready(person);
  await person.choose(ENGINE, "ModelRunner");
  await inSettings(person, async () => {
    await person.check({ role: "radio", name: "On this device", within: SETTINGS });
    for (const [label, value] of [["API address", SIMULATOR], ["storage address", SIMULATOR], ["key", "sim-ok"]] as const) {
      await person.fill({ role: "textbox", name: `ModelRunner ${label}`, within: SETTINGS }, value);
    }
  });
  await addSmall(person);
  await person.fill(PROMPT, "make it blue");
  await person.click(RUN);
  await person.see({ ...JOBS, text: like(/queue|progress|[Ww]aiting|[Ww]orking|running/i) });
  // The ticket is in the store by the time that its job is polled.
  const isPolled = async (): Promise<boolean> => {
    const log = await loggedRequests();
    const submit = log.findIndex((request) => submitsOf([request]).length === 1);
    return submit >= 0 && log.slice(submit).some((request) => request.method === "GET");
  };
  const end = Date.now() + 15_000;
  while (!(await isPolled()) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await person.driver.open(host.address);
  await ready(person);
  await person.count(RESULTS, 1, RUN_MILLIS);
  expect(submitsOf(await loggedRequests())).toHaveLength(1);
  await resetSimulator();
});

test("keys are kept as long as was chosen", async ({ person, open }) => {
  const host = await open();
  await ready(person);
  const key = { role: "textbox", name: "ModelRunner key", within: SETTINGS };
  const isSet = { role: "dialog", name: "Settings", text: like(/A key is set for/) };
  for (const [how, isKept] of [
    ["Only in this tab's memory", false],
    ["Until the browser closes", true],
    ["On this device", true],
  ] as const) {
    await inSettings(person, async () => {
      await person.check({ role: "radio", name: how, within: SETTINGS });
      await person.fill(key, "sim-ok-4711");
      await person.see(isSet);
    });
    const stored = await person.call(() => [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })] as const);
    expect(stored.map((text) => text.includes("sim-ok-4711"))).toEqual([how === "On this device", how === "Until the browser closes"]);
    await person.driver.open(host.address);
    await ready(person);
    await inSettings(person, async () => {
      await person.count(isSet, isKept ? 1 : 0);
      if (isKept) {
        await person.click({ role: "button", name: "Forget keys", within: SETTINGS });
        await person.count(isSet, 0);
      }
    });
  }
});

test("without a network the page opens and edits", async ({ person, open }) => {
  const host = await open();
  await ready(person);
  await person.call(async () => {
    await navigator.serviceWorker.ready;
  });
  await host.end();
  await person.driver.open(host.address);
  await ready(person);
  await prepareFill(person);
  await run(person);
});

test("dialogs by keyboard: in, and back to where it was", async ({ person, open }) => {
  await open();
  await ready(person);
  for (const name of ["Settings", "Help"]) {
    const button = { role: "button", name };
    await person.focus(button);
    await person.press([KEYS.enter]);
    await person.see({ role: "dialog" });
    expect(await person.call(() => document.activeElement?.closest("dialog, [role=dialog]") !== null)).toBe(true);
    await person.press([KEYS.escape]);
    await person.count({ role: "dialog" }, 0);
    await person.until(button, "focused again", ({ isFocused }) => isFocused);
  }
});

test("Local fill offers only formats that the browser writes", async ({ person, open }) => {
  await open();
  await ready(person);
  await person.choose(ENGINE, "Local fill");
  const writes = await person.call(() => {
    const canvas = document.createElement("canvas");
    return ["jpeg", "webp"].filter((format) => canvas.toDataURL(`image/${format}`).startsWith(`data:image/${format}`));
  });
  const format = { role: "combobox", name: "Format" };
  for (const [name, label] of [["jpeg", "JPEG"], ["webp", "WebP"]] as const) {
    expect(await person.countNow({ role: "option", name: label, within: format }), label).toBe(writes.includes(name) ? 1 : 0);
  }
});

test("help stands there by its key", async ({ person, open }) => {
  await open();
  await ready(person);
  await person.click(HELP);
  await person.see({ role: "dialog" });
});
