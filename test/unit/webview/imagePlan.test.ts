import { describe, expect, test } from 'vitest';
import { byteLimit, type Facts, fitted, isMoving, planImage, typeOf } from '../../../webview-ui/chat/imagePlan.ts';

describe('the size in which an image is sent', () => {
  test.each([
    ['a small one stays', 640, 480, 640, 480],
    ['the limit itself stays', 1568, 1568, 1568, 1568],
    ['a large one keeps its proportions', 4000, 3000, 1568, 1176],
    ['an upright one as well', 3000, 4000, 1176, 1568],
    ['one pixel too many', 1569, 100, 1568, 100],
    ['a strip keeps a pixel', 20_000, 3, 1568, 1],
    ['a pixel', 1, 1, 1, 1],
  ])('%s: %i × %i', (_, width, height, toWidth, toHeight) => {
    expect(fitted({ width, height })).toEqual({ width: toWidth, height: toHeight });
  });
});

describe('the format in which an image is sent', () => {
  const base: Facts = { type: 'image/png', width: 800, height: 600, bytes: 200_000, moving: false };
  const large = { width: 4000, height: 3000 };
  const cases: [name: string, facts: Partial<Facts>, as: string[] | undefined][] = [
    ['a PNG as it is', {}, undefined],
    ['a JPEG as it is', { type: 'image/jpeg' }, undefined],
    ['a WebP as it is', { type: 'image/webp' }, undefined],
    ['a GIF that stands still as it is', { type: 'image/gif' }, undefined],
    ['the last byte that fits', { bytes: byteLimit }, undefined],
    ['a large PNG stays PNG if that is small enough', large, ['image/png', 'image/jpeg']],
    ['a PNG of too many bytes', { bytes: byteLimit + 1 }, ['image/png', 'image/jpeg']],
    ['a large JPEG', { type: 'image/jpeg', ...large }, ['image/jpeg']],
    ['a large WebP', { type: 'image/webp', ...large }, ['image/webp', 'image/jpeg']],
    ['a GIF that moves', { type: 'image/gif', moving: true }, ['image/png', 'image/jpeg']],
    ['a WebP that moves', { type: 'image/webp', moving: true }, ['image/webp', 'image/jpeg']],
    ['what providers do not take', { type: undefined }, ['image/png', 'image/jpeg']],
  ];
  test.each(cases)('%s', (_, facts, as) => {
    const all = { ...base, ...facts };
    expect(planImage(all)).toEqual(as ? { draw: true, size: fitted(all), as } : { draw: false });
  });

  test('base64 of the largest is what Anthropic takes', () => {
    expect(Math.ceil(byteLimit / 3) * 4).toBe(5 * 1024 * 1024);
  });
});

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
/** A screen of one pixel, `table` colours of its own, and so many pictures with an extension before each. */
function gif(pictures: number, table: 0 | 2 = 0): Uint8Array {
  const colours = table === 0 ? [] : [255, 0, 0, 0, 0, 255];
  const extension = [0x21, 0xf9, 4, 0, 1, 0, 0, 0];
  const picture = [...extension, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, table === 0 ? 0 : 0x80, ...colours, 2, 2, 0x4c, 1, 0];
  const screen = [1, 0, 1, 0, table === 0 ? 0 : 0x80, 0, 0, ...colours];
  return Uint8Array.from([
    ...ascii('GIF89a'),
    ...screen,
    ...Array.from({ length: pictures }, () => picture).flat(),
    0x3b,
  ]);
}
const webp = (kind: string, flags: number): Uint8Array =>
  Uint8Array.from([...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBP'), ...ascii(kind), 10, 0, 0, 0, flags, 0, 0, 0]);
const png = Uint8Array.from([0x89, ...ascii('PNG\r\n\x1A\n')]);
const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);

test.each([
  ['PNG', png, 'image/png', false],
  ['JPEG', jpeg, 'image/jpeg', false],
  ['GIF of one picture', gif(1), 'image/gif', false],
  ['GIF of one picture with colours', gif(1, 2), 'image/gif', false],
  ['GIF of two pictures', gif(2), 'image/gif', true],
  ['GIF of two pictures with colours', gif(2, 2), 'image/gif', true],
  ['GIF that is cut off', gif(2).subarray(0, 24), 'image/gif', false],
  ['lossy WebP', webp('VP8 ', 2), 'image/webp', false],
  ['extended WebP', webp('VP8X', 0x10), 'image/webp', false],
  ['extended WebP that moves', webp('VP8X', 0x12), 'image/webp', true],
  ['BMP', Uint8Array.from(ascii('BM6')), undefined, false],
  ['SVG', Uint8Array.from(ascii('<svg xmlns=')), undefined, false],
  ['nothing', new Uint8Array(), undefined, false],
])('%s is told by its bytes, whatever it is called', (_, bytes, type, moving) => {
  expect(typeOf(bytes)).toBe(type);
  expect(isMoving(bytes)).toBe(moving);
});
