// A private window. Firefox can be started with nothing else; WebKit's automation always is one, and gives no sign of it.

import { startFirefox } from "./bidi.ts";
import { program, test } from "./engine.ts";
import { Person } from "./person.ts";
import { Host } from "./host.ts";
import { prepareFill, ready, run, saying } from "./editor.ts";

test("a private window says that it forgets, once, and works", async () => {
  test.setTimeout(120_000);
  const driver = await startFirefox(program("FIREFOX"), true);
  const host = await Host.start();
  try {
    const person = new Person(driver);
    await driver.open(host.address);
    await ready(person);
    await person.see(saying(/private window.*forgets/, "status"));
    await driver.open(host.address);
    await ready(person);
    await prepareFill(person);
    await run(person);
    await person.count(saying(/private window.*forgets/, "status"), 0);
  } finally {
    await driver.end();
    await host.end();
  }
});
