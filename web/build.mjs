// Vendors what the pages need into src/demarche/web/assets: fonts, country shapes, licences.
// Run: npm ci && npm run build. The output is deterministic and committed; nothing is fetched later.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { geoContains, geoEqualEarth, geoPath } from "d3-geo";
import iso from "i18n-iso-countries";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const OUT = new URL("../src/demarche/web/assets/", import.meta.url);
const MODULES = new URL("./node_modules/", import.meta.url);
const WIDTH = 1000;
const HEIGHT = 486;
const CRIMEA = [34.1, 45.2];
// Who controls these areas, or whether they are a state, is disputed: drawn hatched, with no side taken.
const DISPUTED = new Set([
  "W. Sahara", "Kosovo", "N. Cyprus", "Somaliland", "Taiwan", "Palestine", "Falkland Is.",
  "Siachen Glacier",
]);
const OWN_CODES = { Kosovo: "XKX" };

mkdirSync(new URL("fonts/", OUT), { recursive: true });
mkdirSync(new URL("licences/", OUT), { recursive: true });
for (const [family, file] of [
  ["source-sans-3", "source-sans-3-latin-wght-normal"],
  ["source-sans-3", "source-sans-3-latin-ext-wght-normal"],
  ["source-serif-4", "source-serif-4-latin-wght-normal"],
  ["source-serif-4", "source-serif-4-latin-ext-wght-normal"],
  ["source-serif-4", "source-serif-4-latin-wght-italic"],
]) {
  const from = new URL(`@fontsource-variable/${family}/`, MODULES);
  copyFileSync(new URL(`files/${file}.woff2`, from), new URL(`fonts/${file}.woff2`, OUT));
  copyFileSync(new URL("LICENSE", from), new URL(`licences/${family}.txt`, OUT));
}
copyFileSync(new URL("world-atlas/LICENSE", MODULES), new URL("licences/world-atlas.txt", OUT));

const detailed = JSON.parse(readFileSync(new URL("world-atlas/countries-50m.json", MODULES)));
// Shared arcs are simplified once, so that neighbours still meet.
const world = simplify(presimplify(detailed), 0.03);
// Equal Earth, turned a little east so that the Bering Strait is not cut through Chukotka.
const projection = geoEqualEarth().rotate([-11, 0]).fitExtent([[2, 2], [WIDTH - 2, HEIGHT - 2]], { type: "Sphere" });
const draw = geoPath(projection).digits(1);
const shapes = [];
for (const country of feature(world, world.objects.countries).features) {
  const { name } = country.properties;
  if (name === "Antarctica") continue;
  const code = OWN_CODES[name] ?? (country.id ? iso.numericToAlpha3(country.id) : null) ?? null;
  if (name === "Russia") {
    const parts = country.geometry.coordinates.map((c) => ({ type: "Polygon", coordinates: c }));
    const crimea = parts.filter((part) => geoContains(part, CRIMEA));
    const rest = parts.filter((part) => !crimea.includes(part));
    const join = (list) => ({ type: "MultiPolygon", coordinates: list.map((p) => p.coordinates) });
    shapes.push({ code, name, disputed: false, d: draw(join(rest)) });
    if (crimea.length) shapes.push({ code: null, name: "Crimea", disputed: true, d: draw(join(crimea)) });
    continue;
  }
  const d = draw(country);
  if (d) shapes.push({ code, name, disputed: DISPUTED.has(name), d });
}
shapes.sort((a, b) => (a.name < b.name ? -1 : 1));
// One file that pages draw from with <use>: #land, #disputed, #sphere, and #c-XXX by ISO 3166 alpha-3,
// which is the largest shape where a country has several.
const largest = new Map();
for (const s of shapes) if (s.code && s.d.length > (largest.get(s.code)?.d.length ?? 0)) largest.set(s.code, s);
const path = (s) => `<path${s.code && largest.get(s.code) === s ? ` id="c-${s.code}"` : ""} d="${s.d}"/>`;
const known = shapes.filter((s) => !s.disputed);
const disputed = shapes.filter((s) => s.disputed);
writeFileSync(new URL("world.svg", OUT), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">
<!-- Natural Earth 4.1, 1:50m (public domain), by world-atlas 2.0.2 (ISC); built by web/build.mjs -->
<path id="sphere" d="${draw({ type: "Sphere" })}"/>
<g id="land">
${known.map(path).join("\n")}
</g>
<g id="disputed">
${disputed.map(path).join("\n")}
</g>
</svg>
`);
// What a server in Python needs to place a point: scale and shift of the same projection.
const [x, y] = projection.translate();
writeFileSync(new URL("world.json", OUT), `${JSON.stringify({
  width: WIDTH, height: HEIGHT, scale: projection.scale(), x, y, turn: -11,
  countries: [...new Set(shapes.map((s) => s.code).filter(Boolean))].sort(),
  disputed: disputed.map((s) => s.name),
  check: [[0, 0], [127, 37.5], [-77, 38.9], [37.6, 55.7], [-175, 65]].map((p) => [p, projection(p)]),
}, null, 1)}
`);
