/** The map as a picture: title above, legend, notes and the two archipelagos below, nothing laid over the map itself. */
export interface PictureTexts {
  readonly title: string;
  readonly subtitle: string;
  /** MÔ PHỎNG where invented schools are in it. */
  readonly synthetic: string | null;
  /** A colour, or `missing` (hatched) or `empty`. */
  readonly legend: readonly { readonly colour: string; readonly text: string }[];
  /** Source, boundaries, share reporting. */
  readonly notes: readonly string[];
  /** Quần đảo Hoàng Sa, Quần đảo Trường Sa, with whose they are. */
  readonly islands: readonly string[];
}

const [ink, muted, critical] = ['#17202a', '#5b6875', '#9c3a0b'] as const;

function swatch(draw: CanvasRenderingContext2D, colour: string, x: number, y: number, unit: number): void {
  draw.fillStyle = colour === 'missing' || colour === 'empty' ? '#fbfbfb' : colour;
  draw.fillRect(x, y, unit * 2, unit);
  draw.strokeStyle = '#8d99a6';
  draw.lineWidth = unit / 16;
  draw.strokeRect(x, y, unit * 2, unit);
  if (colour !== 'missing') return;
  draw.beginPath();
  for (let at = 0; at < 4; at += 1) {
    draw.moveTo(x + (at * unit) / 2, y + unit);
    draw.lineTo(x + (at * unit) / 2 + unit / 2, y);
  }
  draw.stroke();
}

/** Draws the picture and gives it as PNG. Throws where the browser gives no canvas. */
export async function planPicture(map: HTMLCanvasElement, texts: PictureTexts): Promise<Blob> {
  const unit = Math.max(14, Math.round(map.width / 70));
  const head = unit * 4;
  const foot = unit * (texts.notes.length * 1.5 + 5.5);
  const canvas = document.createElement('canvas');
  canvas.width = map.width;
  canvas.height = map.height + head + foot;
  const draw = canvas.getContext('2d');
  if (draw === null) throw new Error('there is no canvas to draw on');
  const font = (size: number, weight = 400): string => `${weight} ${size * unit}px "Be Vietnam Pro", sans-serif`;
  draw.fillStyle = '#ffffff';
  draw.fillRect(0, 0, canvas.width, canvas.height);
  draw.drawImage(map, 0, head);
  draw.textBaseline = 'middle';
  draw.fillStyle = ink;
  draw.font = font(1.25, 600);
  draw.fillText(texts.title, unit, unit * 1.4, canvas.width - unit * 12);
  draw.fillStyle = muted;
  draw.font = font(0.9);
  draw.fillText(texts.subtitle, unit, unit * 3, canvas.width - unit * 2);
  if (texts.synthetic !== null) {
    draw.fillStyle = critical;
    draw.font = font(1.1, 700);
    draw.textAlign = 'right';
    draw.fillText(texts.synthetic, canvas.width - unit, unit * 1.4);
    draw.textAlign = 'left';
  }
  const top = head + map.height + unit;
  let x = unit;
  let y = top;
  draw.font = font(0.85);
  for (const { colour, text } of texts.legend) {
    const wide = unit * 3.2 + draw.measureText(text).width;
    if (x + wide > canvas.width - unit) {
      x = unit;
      y += unit * 1.6;
    }
    swatch(draw, colour, x, y - unit / 2, unit);
    draw.fillStyle = ink;
    draw.fillText(text, x + unit * 2.4, y);
    x += wide;
  }
  draw.fillStyle = muted;
  for (const [row, note] of [texts.islands.join(' · '), ...texts.notes].entries()) {
    draw.fillText(note, unit, y + unit * (1.8 + row * 1.5), canvas.width - unit * 2);
  }
  const { promise, resolve, reject } = Promise.withResolvers<Blob>();
  canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be encoded')) : resolve(blob)));
  return promise;
}
