import { areaY, axisX, axisY, barX, barY, dot, lineY, type PlotOptions, plot, ruleX, ruleY } from '@observablehq/plot';

// The one file that draws with the plotting library. Colours are variables of the theme, so that a change of it needs no
// new drawing.

/** One value over the requests of a session, `at` counts them from 1. Not `known`: it is a part of the truth at most. */
export interface Point {
  readonly at: number;
  readonly value: number;
  readonly known: boolean;
  readonly title: string;
}

/** One bar; `mark` says in words what it amounts to. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly mark: string;
}

/** `label` is said by assistive technology in the place of the picture, `width` in pixels. */
interface Drawing {
  readonly label: string;
  readonly width: number;
}

interface Scale extends Drawing {
  /** Of a value on the scale, whose marks are `step` apart. */
  readonly format: (value: number, step: number) => string;
}

const ink = 'var(--plot-ink)';
const quiet = 'var(--plot-quiet)';
const grid = 'var(--plot-grid)';
const ground = 'var(--plot-ground)';
const warning = 'var(--plot-warning)';

/** A value over requests: a line with a dot for each request, hollow where it is not known. `most` ends the scale. */
export function drawSteps(points: readonly Point[], options: Scale & { readonly most?: number }): SVGElement {
  const { label, width, format } = options;
  const most = options.most ?? largest(points);
  const ticks = ticksUpTo(most);
  return drawn({
    ariaLabel: label,
    width,
    height: 190,
    marginLeft: 58,
    x: { domain: [0.5, Math.max(points.length, 1) + 0.5] },
    y: { domain: [0, most] },
    marks: [
      ruleY(ticks, { stroke: grid, strokeOpacity: 0.5 }),
      axisY(ticks, {
        tickFormat: (value: number) => format(value, stepOf(ticks)),
        label: null,
        tickSize: 0,
        color: quiet,
      }),
      axisX(requestTicks(points.length, width), { tickFormat: String, label: null, tickSize: 0, color: quiet }),
      areaY(points, { x: 'at', y: 'value', fill: ink, fillOpacity: 0.12 }),
      lineY(points, { x: 'at', y: 'value', stroke: ink, strokeWidth: 1.5 }),
      dots(points, true),
      dots(points, false),
    ],
  });
}

function dots(points: readonly Point[], known: boolean) {
  const color = known ? ink : warning;
  return dot(
    points.filter((point) => point.known === known),
    {
      x: 'at',
      y: 'value',
      r: points.length > 120 ? 1.5 : 3,
      stroke: color,
      fill: known ? ink : ground,
      title: 'title',
    },
  );
}

/** Lying bars in the given order, with their names before and their marks behind them. */
export function drawBars(bars: readonly Bar[], { label, width }: Drawing): SVGElement {
  const names = Math.min(width * 0.36, 200);
  const marks = new Map(bars.map(({ name, mark }) => [name, mark]));
  return drawn({
    ariaLabel: label,
    width,
    height: bars.length * 24 + 12,
    marginTop: 4,
    marginBottom: 8,
    marginLeft: names,
    marginRight: 96,
    x: { domain: [0, largest(bars)], axis: null },
    y: { domain: bars.map(({ name }) => name), label: null, padding: 0.3 },
    marks: [
      barX(bars, { x: 'value', y: 'name', fill: ink, title: titleOf }),
      ruleX([0], { stroke: grid }),
      axisY({ tickSize: 0, label: null, color: 'currentColor', tickFormat: (name: string) => fitted(name, names) }),
      axisY({ anchor: 'right', tickSize: 0, label: null, color: quiet, tickFormat: (name: string) => marks.get(name) }),
    ],
  });
}

/** A bar is never wider than this: one day alone would fill the page. */
const widestBar = 56;
const dayMargins = { marginLeft: 58, marginRight: 20 };
const dayPadding = 0.25;

/** Standing bars, one for each day, in their order. */
export function drawDays(bars: readonly Bar[], { label, width, format }: Scale): SVGElement {
  const ticks = ticksUpTo(largest(bars));
  const every = Math.max(1, Math.ceil(bars.length / Math.max(1, Math.floor((width - 60) / 80))));
  const named = bars.map(({ name }) => name).filter((_, index) => (bars.length - 1 - index) % every === 0);
  const band = (width - dayMargins.marginLeft - dayMargins.marginRight) / (bars.length + dayPadding);
  const slack = Math.max(0, (band * (1 - dayPadding) - widestBar) / 2);
  return drawn({
    ariaLabel: label,
    width,
    height: 190,
    ...dayMargins,
    x: { domain: bars.map(({ name }) => name), label: null, padding: dayPadding },
    y: { domain: [0, largest(bars)] },
    marks: [
      ruleY(ticks, { stroke: grid, strokeOpacity: 0.5 }),
      axisY(ticks, {
        tickFormat: (value: number) => format(value, stepOf(ticks)),
        label: null,
        tickSize: 0,
        color: quiet,
      }),
      axisX(named, { label: null, tickSize: 0, color: quiet }),
      barY(bars, { x: 'name', y: 'value', fill: ink, title: titleOf, insetLeft: slack, insetRight: slack }),
    ],
  });
}

function titleOf({ name, mark }: Bar): string {
  return `${name}: ${mark}`;
}

function drawn(options: PlotOptions): SVGElement {
  const element = plot({ ...options, className: 'plot' });
  // Its own style sheet would be refused by the page's policy; cost.css says the same.
  element.querySelector('style')?.remove();
  if (!(element instanceof SVGElement)) throw new Error('a drawing without a legend is an SVG element');
  // The picture is described as a whole; the library's names of its parts ("rule", "area") say nothing to anybody.
  for (const part of element.querySelectorAll('g')) part.removeAttribute('aria-label');
  element.setAttribute('role', 'img');
  return element;
}

function largest(values: readonly { readonly value: number }[]): number {
  return values.reduce((most, { value }) => Math.max(most, value), 0) || 1;
}

/** At most six steps of a round size, from 0. */
function ticksUpTo(top: number): number[] {
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough;
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, index) => index * step);
}

function stepOf([first = 0, second = first + 1]: readonly number[]): number {
  return second - first;
}

function requestTicks(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / 50))));
  return Array.from({ length: Math.max(1, Math.ceil(count / step)) }, (_, index) => 1 + index * step);
}

/** A letter of eleven pixels' height is some seven pixels wide. */
function fitted(text: string, width: number): string {
  const most = Math.floor(width / 7.2);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
