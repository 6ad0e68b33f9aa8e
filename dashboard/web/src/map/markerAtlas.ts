/** The marks of the schools, drawn once on a canvas that the map takes as its icon atlas. */
import type { SchoolSeverity } from '@khue/domain/cameraStatus';
import { severityPaths } from '../signs/SeveritySign.tsx';

export type Mark = Exclude<SchoolSeverity, 'normal' | 'none'> | 'selected';

/** Side of one cell, pixels: drawn at three times the largest size on an ordinary screen. */
const cell = 160;

const colours = {
  critical: '#ff5a52',
  high: '#ff9f40',
  medium: '#f2d04b',
  low: '#7fb7e6',
  unknown: '#a9b5c1',
  selected: '#5aa9ff',
  ground: '#12181f',
} as const;

const marks: readonly Mark[] = ['critical', 'high', 'medium', 'low', 'unknown', 'selected'];

/** Marks that also stand for alarms that somebody has in hand. */
const acknowledgedMarks = ['critical', 'high', 'medium', 'low'] as const;
type AcknowledgedMark = (typeof acknowledgedMarks)[number];

/** Name of a mark in the atlas. */
export function iconOf(mark: Mark, acknowledged: boolean): string {
  return acknowledged && mark !== 'unknown' && mark !== 'selected' ? `${mark} acknowledged` : mark;
}

/** Diameter of each mark on an ordinary screen, design pixels; the cell of `critical` and `selected` holds a ring. */
export const markSizes: Readonly<Record<Mark, number>> = {
  critical: 46,
  high: 20,
  medium: 17,
  low: 16,
  unknown: 19,
  selected: 54,
};

function inBox(draw: CanvasRenderingContext2D, share: number, paint: (path: (d: string) => Path2D) => void): void {
  const side = cell * share;
  draw.save();
  draw.translate((cell - side) / 2, (cell - side) / 2);
  draw.scale(side / 24, side / 24);
  paint((d) => new Path2D(d));
  draw.restore();
}

function drawShape(draw: CanvasRenderingContext2D, mark: 'critical' | 'high' | 'medium' | 'low', share: number): void {
  inBox(draw, share, (path) => {
    const shape = path(severityPaths[mark]);
    draw.lineWidth = 2.4;
    draw.lineJoin = 'round';
    draw.strokeStyle = colours.ground;
    draw.stroke(shape);
    draw.fillStyle = colours[mark];
    draw.fill(shape);
  });
}

/** Somebody has it in hand: the same shape, empty. */
function drawAcknowledged(draw: CanvasRenderingContext2D, mark: AcknowledgedMark): void {
  inBox(draw, mark === 'critical' ? 0.5 : 0.86, (path) => {
    const shape = path(severityPaths[mark]);
    draw.lineJoin = 'round';
    draw.lineWidth = 5.6;
    draw.strokeStyle = colours.ground;
    draw.stroke(shape);
    draw.fillStyle = colours.ground;
    draw.fill(shape);
    draw.lineWidth = 3;
    draw.strokeStyle = colours[mark];
    draw.stroke(shape);
  });
}

function drawCritical(draw: CanvasRenderingContext2D): void {
  const middle = cell / 2;
  draw.beginPath();
  draw.arc(middle, middle, cell * 0.45, 0, Math.PI * 2);
  draw.fillStyle = 'rgb(255 90 82 / 22%)';
  draw.fill();
  draw.lineWidth = cell * 0.035;
  draw.strokeStyle = colours.critical;
  draw.stroke();
  drawShape(draw, 'critical', 0.62);
  inBox(draw, 0.62, (path) => {
    draw.lineWidth = 2.5;
    draw.lineCap = 'round';
    draw.strokeStyle = '#fff';
    draw.stroke(path('M12 6.500v7M12 16.200v1.400'));
  });
}

function drawUnknown(draw: CanvasRenderingContext2D): void {
  inBox(draw, 0.92, (path) => {
    const ring = path('M12 2.500a9.500 9.500 0 1 1 0 19 9.500 9.500 0 0 1 0-19Z');
    draw.fillStyle = colours.ground;
    draw.fill(ring);
    draw.lineWidth = 1.9;
    draw.strokeStyle = colours.unknown;
    draw.stroke(ring);
    draw.lineWidth = 2.1;
    draw.lineCap = 'round';
    draw.stroke(path('M9.200 9.600a2.900 2.900 0 1 1 4.300 2.500c-.9.6-1.500 1.100-1.500 2.100M12 17v.3'));
  });
}

function drawSelected(draw: CanvasRenderingContext2D): void {
  const middle = cell / 2;
  draw.strokeStyle = colours.selected;
  draw.lineWidth = cell * 0.04;
  draw.lineCap = 'round';
  draw.beginPath();
  draw.arc(middle, middle, cell * 0.34, 0, Math.PI * 2);
  draw.stroke();
  for (let quarter = 0; quarter < 4; quarter += 1) {
    draw.save();
    draw.translate(middle, middle);
    draw.rotate((quarter * Math.PI) / 2);
    draw.beginPath();
    draw.moveTo(cell * 0.27, 0);
    draw.lineTo(cell * 0.46, 0);
    draw.stroke();
    draw.restore();
  }
}

function drawMark(draw: CanvasRenderingContext2D, mark: Mark): void {
  switch (mark) {
    case 'critical':
      drawCritical(draw);
      return;
    case 'high':
    case 'medium':
    case 'low':
      drawShape(draw, mark, 0.86);
      return;
    case 'unknown':
      drawUnknown(draw);
      return;
    case 'selected':
      drawSelected(draw);
      return;
    default:
      mark satisfies never;
  }
}

export interface MarkerAtlas {
  readonly image: HTMLCanvasElement;
  readonly mapping: Readonly<
    Record<string, { x: number; y: number; width: number; height: number; anchorX: number; anchorY: number }>
  >;
}

/** Draws the atlas; null where the browser gives no canvas. */
export function createMarkerAtlas(): MarkerAtlas | null {
  const image = document.createElement('canvas');
  const icons = [
    ...marks.map((mark) => ({
      name: iconOf(mark, false),
      paint: (draw: CanvasRenderingContext2D): void => drawMark(draw, mark),
    })),
    ...acknowledgedMarks.map((mark) => ({
      name: iconOf(mark, true),
      paint: (draw: CanvasRenderingContext2D): void => drawAcknowledged(draw, mark),
    })),
  ];
  image.width = cell * icons.length;
  image.height = cell;
  const draw = image.getContext('2d');
  if (draw === null) return null;
  icons.forEach(({ paint }, place) => {
    draw.save();
    draw.translate(place * cell, 0);
    paint(draw);
    draw.restore();
  });
  const mapping = Object.fromEntries(
    icons.map(({ name }, place) => [
      name,
      { x: place * cell, y: 0, width: cell, height: cell, anchorX: cell / 2, anchorY: cell / 2 },
    ]),
  );
  return { image, mapping };
}
