/**
 * The map as a picture for a report: title above, legend, notes and the East Sea with both archipelagos below, nothing laid
 * over the map itself.
 */
import type { MapPicture } from '../../map/planMap.ts';
import { coast, hoangSa, sketch, sketchNames, sketchX, sketchY, truongSa } from '../../map/eastSea.ts';

/** How a swatch is drawn: in a colour, hatched, dotted, empty, or as a circle. */
type Swatch = { readonly colour: string } | 'missing' | 'incomplete' | 'empty' | 'school';

export interface PictureTexts {
  readonly title: string;
  readonly subtitle: string;
  /** MÔ PHỎNG where invented schools are in it. */
  readonly synthetic: string | null;
  readonly legend: readonly { readonly swatch: Swatch; readonly text: string }[];
  /** Source, target, share reporting, boundaries, when it was drawn. */
  readonly notes: readonly string[];
  /** Names of the sketch of the East Sea, each archipelago with whose it is. */
  readonly sea: Readonly<Record<'caption' | 'hoangSa' | 'truongSa' | 'vietNam' | 'city' | 'conDao', string>>;
}

const [ink, muted, critical, line, land] = ['#17202a', '#5b6875', '#9c3a0b', '#8d99a6', '#e6e9ec'] as const;

type Draw = CanvasRenderingContext2D;

const fontOf = (unit: number, size: number, weight = 400): string =>
  `${weight} ${size * unit}px "Be Vietnam Pro", sans-serif`;

function drawSwatch(draw: Draw, swatch: Swatch, [x, y]: readonly [number, number], unit: number): void {
  draw.strokeStyle = line;
  draw.lineWidth = unit / 16;
  if (swatch === 'school') {
    draw.beginPath();
    draw.arc(x + unit, y + unit / 2, unit / 2.6, 0, 2 * Math.PI);
    draw.stroke();
    return;
  }
  draw.fillStyle = typeof swatch === 'object' ? swatch.colour : '#fbfbfb';
  draw.fillRect(x, y, unit * 2, unit);
  draw.strokeRect(x, y, unit * 2, unit);
  if (swatch === 'missing') {
    draw.beginPath();
    for (let at = 0; at < 4; at += 1) {
      draw.moveTo(x + (at * unit) / 2, y + unit);
      draw.lineTo(x + (at * unit) / 2 + unit / 2, y);
    }
    draw.stroke();
  }
  if (swatch !== 'incomplete') return;
  draw.fillStyle = ink;
  for (let at = 0; at < 4; at += 1) draw.fillRect(x + unit * (0.2 + at * 0.5), y + unit / 2, unit / 9, unit / 9);
}

/** Text in lines no wider than `width`; gives where the next line would stand. */
function drawLines(draw: Draw, text: string, at: { x: number; y: number; width: number; step: number }): number {
  let { y } = at;
  let row = '';
  for (const word of text.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (row !== '' && draw.measureText(longer).width > at.width) {
      draw.fillText(row, at.x, y);
      y += at.step;
      row = word;
    } else row = longer;
  }
  draw.fillText(row, at.x, y);
  return y + at.step;
}

/** The East Sea beside the legend: a schematic, `scale` pixels a unit of it. */
function drawSea(draw: Draw, sea: PictureTexts['sea'], [left, top]: readonly [number, number], scale: number): void {
  const x = (lon: number): number => left + sketchX(lon) * scale;
  const y = (lat: number): number => top + sketchY(lat) * scale;
  draw.save();
  draw.beginPath();
  draw.rect(left, top, sketch.width * scale, sketch.height * scale);
  draw.fillStyle = '#f7f9fa';
  draw.fill();
  draw.strokeStyle = line;
  draw.lineWidth = scale / 3;
  draw.stroke();
  draw.clip();
  draw.beginPath();
  for (const [lon, lat] of coast) draw.lineTo(x(lon), y(lat));
  draw.lineTo(left, y(8.6));
  draw.lineTo(left, top);
  draw.fillStyle = land;
  draw.fill();
  draw.stroke();
  draw.fillStyle = ink;
  for (const [lon, lat] of [...hoangSa, ...truongSa, sketchNames.conDao]) {
    draw.beginPath();
    draw.arc(x(lon), y(lat), scale, 0, 2 * Math.PI);
    draw.fill();
  }
  const [cityLon, cityLat] = sketchNames.city;
  draw.fillStyle = critical;
  draw.fillRect(x(cityLon), y(cityLat), 3 * scale, 3 * scale);
  draw.fillStyle = ink;
  draw.font = fontOf(scale, 5);
  draw.fillText(sea.city, x(cityLon) + 5 * scale, y(cityLat) + 2 * scale);
  draw.fillText(sea.conDao, x(sketchNames.conDao[0]) + 3 * scale, y(sketchNames.conDao[1]) + scale);
  draw.textAlign = 'center';
  for (const name of ['hoangSa', 'truongSa'] as const) {
    const [lon, lat] = sketchNames[name];
    draw.font = fontOf(scale, 5.4, 600);
    draw.fillText(sea[name], x(lon), y(lat));
    draw.fillText(sea.vietNam, x(lon), y(lat) + 6 * scale);
  }
  draw.textAlign = 'left';
  draw.font = fontOf(scale, 4.6);
  draw.fillStyle = muted;
  draw.fillText(sea.caption, left + 3 * scale, top + (sketch.height - 4) * scale);
  draw.restore();
}

function drawHead(draw: Draw, { title, subtitle, synthetic }: PictureTexts, unit: number, width: number): void {
  const markWidth = synthetic === null ? 0 : unit * 9;
  draw.fillStyle = ink;
  draw.font = fontOf(unit, 1.25, 600);
  draw.fillText(title, unit, unit * 1.5, width - unit * 2 - markWidth);
  draw.fillStyle = muted;
  draw.font = fontOf(unit, 0.9);
  draw.fillText(subtitle, unit, unit * 3.1, width - unit * 15);
  if (synthetic === null) return;
  draw.fillStyle = critical;
  draw.font = fontOf(unit, 1.1, 700);
  draw.textAlign = 'right';
  draw.fillText(synthetic, width - unit, unit * 1.5);
  draw.textAlign = 'left';
}

/** Length of a scale bar, m: 1, 2 or 5 of a power of ten, and no longer than `most`. */
export function barLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2].find((times) => times * power <= most) ?? 1) * power;
}

/** How long something on the map is, under the right end of the title. */
function drawScale(draw: Draw, metresPerPixel: number, unit: number, width: number): void {
  const metres = barLength((width / 8) * metresPerPixel);
  const [right, y] = [width - unit, unit * 3.4];
  const left = right - metres / metresPerPixel;
  draw.strokeStyle = ink;
  draw.lineWidth = unit / 10;
  draw.beginPath();
  draw.moveTo(left, y - unit * 0.4);
  draw.lineTo(left, y);
  draw.lineTo(right, y);
  draw.lineTo(right, y - unit * 0.4);
  draw.stroke();
  draw.fillStyle = ink;
  draw.font = fontOf(unit, 0.78);
  draw.textAlign = 'right';
  draw.fillText(metres < 1_000 ? `${metres} m` : `${metres / 1_000} km`, left - unit * 0.5, y - unit * 0.2);
  draw.textAlign = 'left';
}

/** Legend and notes beside the sea; gives where they end. Drawn once to be measured and once to stay. */
function drawFoot(
  draw: Draw,
  { legend, notes }: PictureTexts,
  at: { top: number; width: number },
  unit: number,
): number {
  let x = unit;
  let y = at.top;
  draw.font = fontOf(unit, 0.85);
  for (const { swatch, text } of legend) {
    const wide = unit * 3.4 + draw.measureText(text).width;
    if (x > unit && x + wide > at.width) {
      x = unit;
      y += unit * 1.6;
    }
    drawSwatch(draw, swatch, [x, y - unit / 2], unit);
    draw.fillStyle = ink;
    draw.fillText(text, x + unit * 2.5, y);
    x += wide;
  }
  y += unit * 1.9;
  draw.fillStyle = muted;
  draw.font = fontOf(unit, 0.78);
  for (const note of notes) y = drawLines(draw, note, { x: unit, y, width: at.width - unit, step: unit * 1.25 });
  return y;
}

/** Draws the picture and gives it as PNG. Throws where the browser gives no canvas. */
export async function planPicture({ canvas: map, metresPerPixel }: MapPicture, texts: PictureTexts): Promise<Blob> {
  const unit = Math.max(14, Math.round(map.width / 70));
  const head = unit * 4.2;
  const scale = unit / 7.5;
  const seaWidth = sketch.width * scale;
  const top = head + map.height + unit * 1.2;
  const width = map.width - seaWidth - unit * 3;
  const canvas = document.createElement('canvas');
  const draw = canvas.getContext('2d');
  if (draw === null) throw new Error('there is no canvas to draw on');
  canvas.width = map.width;
  draw.textBaseline = 'middle';
  const end = drawFoot(draw, texts, { top, width }, unit);
  // Setting its height empties the canvas, and its settings too.
  canvas.height = Math.ceil(Math.max(end, top + sketch.height * scale) + unit);
  draw.textBaseline = 'middle';
  draw.fillStyle = '#ffffff';
  draw.fillRect(0, 0, canvas.width, canvas.height);
  draw.drawImage(map, 0, head);
  drawHead(draw, texts, unit, canvas.width);
  drawScale(draw, metresPerPixel, unit, canvas.width);
  drawFoot(draw, texts, { top, width }, unit);
  drawSea(draw, texts.sea, [canvas.width - seaWidth - unit, top - unit * 0.4], scale);
  const { promise, resolve, reject } = Promise.withResolvers<Blob>();
  canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be encoded')) : resolve(blob)));
  return promise;
}
