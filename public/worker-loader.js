// Loads the worker's code and tells the page when that fails, which a worker's `error` event alone does
// not: the code is loaded by a promise.
"use strict";
(async () => {
  try {
    importScripts("worker.js");
    await wasm_bindgen({ module_or_path: new URL("worker_bg.wasm", self.location.href) });
  } catch (error) {
    const text = JSON.stringify({ crashed: { message: `its code could not be loaded (${error})` } });
    postMessage({ text, attachments: [] });
  }
})();
