// The hand of `bench paint`, on a thread of its own: what sends the moves must not wait for anything else.
//
// Sent a stroke ({ points, everyMillis }), it presses at the first point, moves to the next on each tick, releases at
// the last, and tells the longest time between two moves ({ gapMillis }). Data: { address }, a target's WebSocket.

import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { WebSocket } from "ws";

const socket = new WebSocket(workerData.address, { perMessageDeflate: false });
const waiting = new Map();
let sent = 0;

socket.on("message", (text) => {
  const { id, error } = JSON.parse(text);
  const { done, failed } = waiting.get(id) ?? {};
  waiting.delete(id);
  if (error) {
    failed?.(new Error(error.message));
  } else {
    done?.();
  }
});
// A thread that throws ends, and the bench with it.
socket.on("error", (error) => {
  throw error;
});

function send(type, [x, y]) {
  sent += 1;
  const params = { type, x, y, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: 1, pointerType: "mouse" };
  socket.send(JSON.stringify({ id: sent, method: "Input.dispatchMouseEvent", params }));
  return new Promise((done, failed) => waiting.set(sent, { done, failed }));
}

async function stroke({ points: [start, ...points], everyMillis }) {
  await send("mousePressed", start);
  const answers = [];
  const begin = performance.now();
  let [last, gapMillis] = [begin, 0];
  for (const [index, point] of points.entries()) {
    const wait = begin + (index + 1) * everyMillis - performance.now();
    if (wait > 0) {
      await new Promise((done) => setTimeout(done, wait));
    }
    const now = performance.now();
    gapMillis = Math.max(gapMillis, now - last);
    last = now;
    // Not awaited: a slow page must not slow the hand.
    answers.push(send("mouseMoved", point));
  }
  await Promise.all(answers);
  await send("mouseReleased", points.at(-1) ?? start);
  return { gapMillis };
}

socket.on("open", () => {
  parentPort.on("message", async (asked) => parentPort.postMessage(await stroke(asked)));
  parentPort.postMessage("ready");
});
