import type { Label } from './data.mts';

export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly p: number; readonly label: Label }[];
}

export interface Bin {
  readonly from: number;
  readonly count: number;
  /** Mean probability that was said, and the share that was HIGH. */
  readonly said: number;
  readonly was: number;
}

export function binsOf(points: Series['points'], count = 10): Bin[] {
  return Array.from({ length: count }, (_, index) => {
    const inside = points.filter(({ p }) => Math.min(count - 1, Math.floor(p * count)) === index);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      from: index / count,
      count: inside.length,
      said: inside.length > 0 ? mean(inside.map(({ p }) => p)) : 0,
      was: inside.length > 0 ? mean(inside.map(({ label }) => (label === 'HIGH' ? 1 : 0))) : 0,
    };
  });
}

/** Expected calibration error: how far what was said is from what was, on average. */
export function calibrationError(points: Series['points']): number {
  return binsOf(points).reduce((sum, { count, said, was }) => sum + (count * Math.abs(said - was)) / points.length, 0);
}

const left = 64;
const top = 56;
const side = 360;
const bars = { top: top + side + 62, height: 90 };

/** Said probability against what was, with how many commands lie in each tenth below. */
export function calibrationPlot(series: readonly Series[], threshold: number): string {
  const x = (value: number): string => (left + value * side).toFixed(1);
  const y = (value: number): string => (top + (1 - value) * side).toFixed(1);
  const text = (at: string, up: string, words: string, more = ''): string =>
    `<text x="${at}" y="${up}" ${more}>${words}</text>`;
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const grid = ticks.flatMap((tick) => [
    `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" stroke="#e3e3e3"/>`,
    text(x(tick), String(top + side + 18), tick.toFixed(1), 'text-anchor="middle"'),
    text(String(left - 8), String(Number(y(tick)) + 4), tick.toFixed(1), 'text-anchor="end"'),
  ]);
  const curves = series.flatMap(({ colour, points }) => {
    const bins = binsOf(points).filter(({ count }) => count > 0);
    const path = bins.map(({ said, was }, index) => `${index === 0 ? 'M' : 'L'}${x(said)} ${y(was)}`).join('');
    const dots = bins.map(({ said, was }) => `<circle cx="${x(said)}" cy="${y(was)}" r="4.5" fill="${colour}"/>`);
    return [`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`, ...dots];
  });
  const most = Math.max(...series.flatMap(({ points }) => binsOf(points).map(({ count }) => count)));
  const width = side / 10 / series.length - 3;
  const columns = series.flatMap(({ colour, points }, which) =>
    binsOf(points).map(({ from, count }) => {
      const height = (count / most) * bars.height;
      const at = left + from * side + 2 + which * (width + 2);
      const up = bars.top + bars.height - height;
      return `<rect x="${at.toFixed(1)}" y="${up.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${colour}"/>`;
    }),
  );
  const legend = series.flatMap(({ name, colour }, index) => {
    const up = top + side - 44 + index * 20;
    return [
      `<circle cx="${left + side * 0.4 - 12}" cy="${up - 4}" r="5" fill="${colour}"/>`,
      text(String(left + side * 0.4), String(up), name),
    ];
  });
  const bottom = bars.top + bars.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + side + 36} ${bottom + 40}" font-family="sans-serif" font-size="12" fill="#222">
<title>Calibration of the risk model</title>
<rect width="100%" height="100%" fill="#fff"/>
${text('18', '30', 'Calibration on commands that training did not see', 'font-size="14" font-weight="600"')}
${grid.join('\n')}
<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#999" stroke-dasharray="4 4"/>
<path d="M${x(threshold)} ${y(0)}V${y(1)}" stroke="#c22" stroke-dasharray="2 3"/>
${text(String(Number(x(threshold)) + 5), String(top + 16), '← let through', 'fill="#c22"')}
${curves.join('\n')}
${legend.join('\n')}
${text(String(left + side / 2), String(top + side + 38), 'probability of HIGH that was said', 'text-anchor="middle"')}
<text transform="translate(18 ${top + side / 2}) rotate(-90)" text-anchor="middle">share that was HIGH</text>
${columns.join('\n')}
<path d="M${left} ${bottom}H${left + side}" stroke="#999"/>
${text(String(left + side / 2), String(bottom + 22), `commands in each tenth (the tallest bar: ${most})`, 'text-anchor="middle"')}
</svg>
`;
}
