/** A picture taken from a camera, with its origin written below it. */

/** Height of the band with the origin, as a share of the picture; at least so many pixels. */
const bandShare = 0.07;
const leastBandPx = 40;

export interface SnapshotMarks {
  /** Camera and time, above; account and purpose, below. */
  readonly lines: readonly [string, string];
  /** Written across the corner where the camera is invented. */
  readonly synthetic: string | null;
}

/** A picture on a canvas that has room for its origin below. */
export interface DrawnFrame {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** Height of the picture alone, pixels. */
  readonly height: number;
}

/** Draws the frame that is shown now; throws where there is none. */
export function drawFrame(video: HTMLVideoElement): DrawnFrame {
  const { videoWidth: width, videoHeight: height } = video;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height + Math.max(leastBandPx, Math.round(height * bandShare));
  const context = canvas.getContext('2d');
  if (width === 0 || height === 0 || context === null) throw new Error('there is no picture to draw');
  context.drawImage(video, 0, 0, width, height);
  return { canvas, context, height };
}

/** Writes the origin below the picture, and not into it: nothing of what it shows is covered. Gives a PNG file. */
export async function signFrame({ canvas, context, height }: DrawnFrame, marks: SnapshotMarks): Promise<Blob> {
  const band = canvas.height - height;
  context.fillStyle = '#0b0e12';
  context.fillRect(0, height, canvas.width, band);
  context.fillStyle = '#e6ebf0';
  context.textBaseline = 'middle';
  const size = Math.floor(band * 0.32);
  context.font = `${size}px "Be Vietnam Pro", sans-serif`;
  for (const [row, line] of marks.lines.entries())
    context.fillText(line, size, height + band * (0.29 + row * 0.43), canvas.width - size * 2);
  if (marks.synthetic !== null) {
    context.textAlign = 'right';
    context.fillText(marks.synthetic, canvas.width - size, height + band * 0.29);
  }
  const { promise, resolve, reject } = Promise.withResolvers<Blob>();
  canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be encoded')) : resolve(blob)));
  return promise;
}

/** Hands a file to the person. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
