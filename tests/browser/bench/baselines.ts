// Two painters written for the comparison, by the techniques that browser painters use: a canvas of the
// picture's own size that either draws the whole line anew on each move, or stamps discs along it.

/** The page of one of them. */
export function baseline(technique: "redraw" | "stamps", side: number, picture: string): string {
  const draw =
    technique === "redraw"
      ? `context.clearRect(0, 0, ${side}, ${side});
         context.beginPath();
         points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
         context.stroke();`
      : `const [from, to] = [points.at(-2) ?? points.at(-1), points.at(-1)];
         const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
         const step = radius / 3;
         for (let way = 0; way <= length; way += step) {
           const share = length === 0 ? 0 : way / length;
           context.beginPath();
           context.arc(from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, radius, 0, 7);
           context.fill();
         }`;
  return `<!doctype html><style>
    body { margin: 0; overflow: hidden; background: gray }
    img, canvas { position: absolute; left: 280px; top: 20px; width: 680px; height: 680px; touch-action: none }
    </style><img src="${picture}" draggable="false"><canvas width="${side}" height="${side}"></canvas><script>
    const canvas = document.querySelector("canvas");
    const context = canvas.getContext("2d");
    const radius = ${side} / 25.6;
    context.strokeStyle = context.fillStyle = "rgb(229 23 63 / 0.5)";
    context.lineWidth = radius * 2;
    context.lineCap = context.lineJoin = "round";
    let points;
    const take = (event) => {
      const box = canvas.getBoundingClientRect();
      points.push([((event.clientX - box.left) * ${side}) / box.width, ((event.clientY - box.top) * ${side}) / box.height]);
      ${draw}
    };
    canvas.addEventListener("pointerdown", (event) => { points = []; canvas.setPointerCapture(event.pointerId); take(event); });
    canvas.addEventListener("pointermove", (event) => { if (points) take(event); });
    canvas.addEventListener("pointerup", () => { points = undefined; });
    </script>`;
}
