// Measures every pair of tokens that the interface uses, in each theme, and fails below
// 4.5:1 for text and 3:1 for graphics (WCAG 2.2, 1.4.3 and 1.4.11), and when critical and
// warning come closer than ΔE 21 for any kind of colour vision.
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../src/styles/tokens.css", import.meta.url), "utf8");
const grounds = ["surface", "canvas", "raised", "sunken", "hover", "selected"];
const texts = ["ink", "ink-2", "ink-3", "accent", "crit-text", "warn-text", "ok-text", "unknown-text", "planned-text"];
const graphics = ["crit", "warn", "ok", "unknown", "planned", "accent", "edge", "focus"];
const states = ["crit", "warn", "ok", "unknown", "planned"];
const cells = ["load-1", "load-2", "load-3", "load-4"];
const lines = ["c1", "c2", "c3", "c4", "c5", "c6"];

const pairs = [
  ...cross(texts, grounds, 4.5),
  ...cross(graphics, grounds, 3),
  ...states.flatMap((state) => [[`${state}-text`, `${state}-weak`, 4.5], ["ink", `${state}-weak`, 4.5], ["on-status", state, 3]]),
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ...cross(["data", "crit", "warn"], ["track"], 3),
  ...cross(cells, ["surface", "raised"], 3),
  ...cross(lines, ["surface", "sunken", "raised"], 3),
];

let failures = 0;
for (const theme of ["light", "dark", "contrast"]) {
  const tokens = tokensOf(theme);
  const measured = pairs.map(([front, ground, least]) => ({ front, ground, least, ratio: ratio(tokens[front], tokens[ground]) }));
  for (const { front, ground, least, ratio } of measured.filter((pair) => !(pair.ratio >= pair.least))) {
    failures += 1;
    console.log(`${theme}: ${front} on ${ground} is ${ratio.toFixed(2)}, needs ${least}`);
  }
  for (const [vision, matrix] of Object.entries(visions())) {
    const distance = labDistance(tokens.crit, tokens.warn, matrix);
    if (distance >= 21) continue;
    failures += 1;
    console.log(`${theme}: critical and warning are only ΔE ${distance.toFixed(0)} apart for ${vision} vision`);
  }
}
console.log(failures === 0 ? `${pairs.length} pairs in 3 themes: all pass` : `${failures} fail`);
process.exitCode = failures === 0 ? 0 : 1;

function cross(fronts, backs, least) {
  return fronts.flatMap((front) => backs.map((ground) => [front, ground, least]));
}

function tokensOf(theme) {
  const block = css.match(new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`))?.[1] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

function linear(hex) {
  return [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}

function ratio(front, ground) {
  const [light, dark] = [front, ground].map((hex) => dot([0.2126, 0.7152, 0.0722], linear(hex))).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

// Simulation of complete dichromacy in linear light by Machado, Oliveira and Fernandes (2009).
function visions() {
  return {
    normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    protanopic: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deuteranopic: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritanopic: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
  };
}

function labDistance(a, b, matrix) {
  const [one, two] = [a, b].map((hex) => lab(matrix.map((row) => Math.min(1, Math.max(0, dot(row, linear(hex)))))));
  return Math.hypot(...one.map((value, i) => value - two[i]));
}

function lab(rgb) {
  const white = [0.9505, 1, 1.089];
  const xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]].map((row, i) => dot(row, rgb) / white[i]);
  const [x, y, z] = xyz.map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
