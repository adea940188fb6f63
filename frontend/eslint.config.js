import solid from "eslint-plugin-solid/configs/typescript";
import tseslint from "typescript-eslint";

// What a folder may import: lib < domain < api, live < features < App; ui and charts know lib only.
const floors = {
  lib: ["domain", "api", "live", "ui", "charts", "features"],
  domain: ["api", "live", "ui", "charts", "features"],
  api: ["live", "ui", "charts", "features"],
  live: ["ui", "charts", "features"],
  ui: ["domain", "api", "live", "charts", "features"],
  charts: ["domain", "api", "live", "features"],
};

const floorRules = Object.entries(floors).map(([folder, above]) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": ["error", { patterns: [{ group: above.map((name) => `**/${name}/**`), message: `${folder} stands below it` }] }],
  },
}));

// "hardware" is not among them: its parts stand on the pages of storages and nodes.
const features = ["frame", "overview", "nodes", "guests", "storage", "docker", "backups", "backup-servers", "mail", "alerts", "settings", "sign-in", "first-run"];
const featureRules = features.map((feature) => ({
  files: [`src/features/${feature}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: [{ group: features.filter((other) => other !== feature).map((other) => `**/${other}/**`), message: "a feature never imports another" }] },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", "src/domain/types.gen.ts"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tsconfig.tools.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 150, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ...solid,
    // These call what they are given at once, from a handler; the rule cannot know that.
    rules: { ...solid.rules, "solid/reactivity": ["warn", { customReactiveFunctions: ["run", "awaiting", "makeClient"] }] },
  },
  ...floorRules,
  ...featureRules,
  { files: ["src/**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off", "solid/reactivity": "off" } },
  { files: ["**/*.{js,mjs}"], ...tseslint.configs.disableTypeChecked },
);
