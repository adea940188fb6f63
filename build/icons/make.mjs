// Draws the icons of the tray from the SVG files in this folder: PNG for Linux
// and macOS, .ico for Windows, both into app/tray/icons. Needs Chromium:
//   node build/icons/make.mjs [path of chromium]
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { chromium } = createRequire(new URL("../../frontend/package.json", import.meta.url))("playwright-core");
const here = new URL("./", import.meta.url);
const target = new URL("../../app/tray/icons/", import.meta.url);
const names = ["fine", "warning", "critical", "unseen", "paused"];
const png = 32; // panels show it at 16 to 32
const icoSizes = [16, 20, 24, 32, 48];

/** Runs in the page: draws an SVG at a size and returns its pixels and its PNG. */
async function draw({ svg, size }) {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${btoa(svg.replace("<svg ", `<svg width="${size}" height="${size}" `))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, size, size);
  return { pixels: [...context.getImageData(0, 0, size, size).data], png: canvas.toDataURL("image/png").split(",")[1] };
}

/** One picture of an icon file as a bitmap: old loaders of Windows know no PNG there. */
function bitmap(size, pixels) {
  const maskRow = Math.ceil(size / 32) * 4;
  const out = Buffer.alloc(40 + size * size * 4 + maskRow * size);
  out.writeUInt32LE(40, 0);
  out.writeInt32LE(size, 4);
  out.writeInt32LE(size * 2, 8); // colours and mask
  out.writeUInt16LE(1, 12);
  out.writeUInt16LE(32, 14);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = ((size - 1 - y) * size + x) * 4;
      const [r, g, b, a] = pixels.slice(from, from + 4);
      out.set([b, g, r, a], 40 + (y * size + x) * 4);
    }
  }
  return out;
}

function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, data }, i) => {
    const at = 6 + 16 * i;
    head.set([size, size], at);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(data.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += data.length;
  });
  return Buffer.concat([head, ...pictures.map(({ data }) => data)]);
}

const browser = await chromium.launch({ executablePath: process.argv[2] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
for (const name of names) {
  const svg = await readFile(new URL(`${name}.svg`, here), "utf8");
  const drawn = await page.evaluate(draw, { svg, size: png });
  await writeFile(new URL(`${name}.png`, target), Buffer.from(drawn.png, "base64"));
  const pictures = [];
  for (const size of icoSizes) pictures.push({ size, data: bitmap(size, (await page.evaluate(draw, { svg, size })).pixels) });
  await writeFile(new URL(`${name}.ico`, target), ico(pictures));
}
await browser.close();
console.log(`drawn into ${fileURLToPath(target)}`);
