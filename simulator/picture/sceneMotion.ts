/** Where a moving part is at one moment of the loop. */
export interface Pose {
  /** Replaces the part's own transform: its origin, scale, and -1 to look the other way. */
  readonly place?: { readonly x: number; readonly y: number; readonly scale: number; readonly mirror: 1 | -1 };
  /** SVG transform around the part as it is drawn. */
  readonly around?: string;
  readonly opacity?: number;
  /** How far the feet of a person are apart, -9 to 9. */
  readonly stride?: number;
  /** Phase of a waving flag, radians. */
  readonly wave?: number;
}

/** Pose by time in the loop, 0 to 1; 0 and 1 look alike (or are out of sight). */
export type Motion = (t: number) => Pose;

/** A point of a route: time in the loop, position, scale. */
type Waypoint = readonly [t: number, x: number, y: number, scale: number];

/** Units of a person's own size per full step of two feet. */
const stepLength = 52;

interface Route {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Way so far in units of the part's own size. */
  readonly way: number;
  readonly moving: boolean;
}

function along(points: readonly Waypoint[], t: number): Route {
  let way = 0;
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1];
    const to = points[i];
    if (from === undefined || to === undefined) break;
    const share = Math.min(1, (t - from[0]) / (to[0] - from[0]));
    const x = from[1] + (to[1] - from[1]) * share;
    const y = from[2] + (to[2] - from[2]) * share;
    const scale = from[3] + (to[3] - from[3]) * share;
    const length = Math.hypot(x - from[1], 2.5 * (y - from[2])) / ((from[3] + scale) / 2);
    if (t <= to[0]) return { x, y, scale, way: way + length, moving: to[1] !== from[1] || to[2] !== from[2] };
    way += length;
  }
  const [, x, y, scale] = points.at(-1) ?? [0, 0, 0, 1];
  return { x, y, scale, way, moving: false };
}

/** A person on foot: legs swing with the way made good, the body bobs a little. */
function walk(...points: Waypoint[]): Motion {
  return (t) => {
    const { x, y, scale, way, moving } = along(points, t);
    const phase = (2 * Math.PI * way) / stepLength;
    const bob = moving ? 1.3 * Math.abs(Math.cos(phase)) * scale : 0;
    return { place: { x, y: y - bob, scale, mirror: 1 }, stride: moving ? 9 * Math.sin(phase) : 3 };
  };
}

/** Something that slides along a route, such as a motorbike or a ball. */
function glide(mirror: 1 | -1, ...points: Waypoint[]): Motion {
  return (t) => {
    const { x, y, scale } = along(points, t);
    return { place: { x, y, scale, mirror } };
  };
}

/** Swings by `degrees` about a point, `times` in a loop. */
function sway(x: number, y: number, degrees: number, times: number): Motion {
  return (t) => ({ around: `rotate(${(degrees * Math.sin(2 * Math.PI * times * t)).toFixed(2)} ${x} ${y})` });
}

/** Rises and fades like steam. */
function steam(times: number, offset: number): Motion {
  return (t) => {
    const phase = (t * times + offset) % 1;
    return { around: `translate(0 ${(6 - 14 * phase).toFixed(1)})`, opacity: 0.22 * Math.sin(Math.PI * phase) };
  };
}

/** Shines, and for short moments does not. */
function flicker(...dark: readonly number[]): Motion {
  return (t) => ({ opacity: dark.some((at) => t >= at && t < at + 0.017) ? 0.35 : 1 });
}

/** Round a point on a wandering path, as a moth does round a lamp. */
function flutter(x: number, y: number, radius: number, times: number): Motion {
  return (t) => {
    const turn = 2 * Math.PI * t;
    const distance = radius * (0.7 + 0.3 * Math.sin(3 * turn));
    return {
      place: {
        x: x + distance * Math.cos(times * turn),
        y: y + 0.6 * distance * Math.sin((times + 1) * turn),
        scale: 1,
        mirror: 1,
      },
    };
  };
}

function wave(times: number): Motion {
  return (t) => ({ wave: 2 * Math.PI * times * t });
}

/** Motions of the moving parts (groups with an id) of every scene; the loop lasts ten seconds. */
export const sceneMotions: Readonly<Record<string, Readonly<Record<string, Motion>>>> = {
  backyard: {
    'leaves-1': sway(470, 100, 1.6, 3),
    'leaves-2': sway(616, 90, 1.2, 2),
    'walker-1': walk(
      [0, 410, 262, 0.92],
      [0.3, 468, 236, 0.78],
      [0.45, 468, 236, 0.78],
      [0.8, 410, 262, 0.92],
      [1, 410, 262, 0.92],
    ),
    'walker-2': walk(
      [0, 330, 286, 1],
      [0.2, 330, 286, 1],
      [0.45, 420, 306, 1.1],
      [0.6, 420, 306, 1.1],
      [0.9, 330, 286, 1],
      [1, 330, 286, 1],
    ),
    cook: walk(
      [0, 232, 262, 0.96],
      [0.35, 172, 196, 0.66],
      [0.55, 172, 196, 0.66],
      [0.9, 232, 262, 0.96],
      [1, 232, 262, 0.96],
    ),
  },
  bikes: {
    'walker-1': walk([0, 318, 168, 0.3], [0.85, 322, 420, 2.2], [1, 322, 640, 2.2]),
    'walker-2': walk(
      [0, 346, 206, 0.58],
      [0.4, 372, 246, 0.92],
      [0.55, 372, 246, 0.92],
      [0.95, 346, 206, 0.58],
      [1, 346, 206, 0.58],
    ),
  },
  classroom: {
    fan: sway(331, 8, 2.5, 6),
    teacher: walk(
      [0, 392, 214, 0.72],
      [0.3, 296, 212, 0.71],
      [0.5, 296, 212, 0.71],
      [0.85, 392, 214, 0.72],
      [1, 392, 214, 0.72],
    ),
  },
  corridor: {
    'leaves-1': sway(560, 90, 1.2, 2),
    'walker-1': walk(
      [0, 338, 226, 0.88],
      [0.3, 366, 208, 0.66],
      [0.5, 366, 208, 0.66],
      [0.85, 338, 226, 0.88],
      [1, 338, 226, 0.88],
    ),
    teacher: walk([0, 392, 184, 0.44], [0.9, 214, 372, 2.1], [1, 130, 640, 2.1]),
  },
  court: {
    'leaves-1': sway(450, 90, 1.6, 3),
    'leaves-2': sway(548, 90, 1.6, 2),
    'player-1': walk(
      [0, 236, 206, 0.6],
      [0.25, 290, 214, 0.63],
      [0.5, 262, 234, 0.7],
      [0.75, 214, 224, 0.66],
      [1, 236, 206, 0.6],
    ),
    'player-2': walk(
      [0, 346, 214, 0.64],
      [0.2, 400, 208, 0.61],
      [0.5, 440, 226, 0.68],
      [0.8, 376, 232, 0.7],
      [1, 346, 214, 0.64],
    ),
    'player-3': walk(
      [0, 250, 268, 0.86],
      [0.3, 190, 256, 0.8],
      [0.55, 224, 288, 0.95],
      [0.8, 290, 284, 0.93],
      [1, 250, 268, 0.86],
    ),
    'player-4': walk(
      [0, 380, 290, 0.96],
      [0.25, 450, 280, 0.91],
      [0.5, 428, 306, 1.02],
      [0.75, 350, 304, 1],
      [1, 380, 290, 0.96],
    ),
    ball: glide(1, ...ballFlight()),
  },
  gate: {
    'leaves-1': sway(70, 90, 1.5, 3),
    'leaves-2': sway(588, 80, 1.5, 2),
    'walker-1': walk(
      [0, 300, 196, 0.53],
      [0.4, 316, 174, 0.42],
      [0.55, 316, 174, 0.42],
      [0.95, 300, 196, 0.53],
      [1, 300, 196, 0.53],
    ),
    'walker-2': walk([0, 300, 228, 0.58], [0.45, 280, 200, 0.5], [0.55, 280, 200, 0.5], [1, 300, 228, 0.58]),
    'walker-3': walk(
      [0, 352, 220, 0.58],
      [0.1, 352, 220, 0.58],
      [0.5, 366, 192, 0.48],
      [0.6, 366, 192, 0.48],
      [1, 352, 220, 0.58],
    ),
    parent: walk([0, 452, 236, 0.64], [0.4, 404, 238, 0.65], [0.6, 404, 238, 0.65], [1, 452, 236, 0.64]),
    motorbike: glide(
      1,
      [0, -70, 256, 0.78],
      [0.3, 206, 258, 0.78],
      [0.5, 230, 258, 0.78],
      [0.95, 710, 258, 0.78],
      [1, 760, 258, 0.78],
    ),
  },
  kitchen: {
    'steam-1': steam(3, 0),
    'steam-2': steam(4, 0.3),
    'steam-3': steam(3, 0.6),
    'cook-1': walk(
      [0, 228, 240, 1.28],
      [0.3, 296, 236, 1.25],
      [0.55, 296, 236, 1.25],
      [0.9, 228, 240, 1.28],
      [1, 228, 240, 1.28],
    ),
    'cook-2': walk(
      [0, 470, 228, 1.18],
      [0.2, 470, 228, 1.18],
      [0.45, 410, 230, 1.19],
      [0.65, 410, 230, 1.19],
      [0.9, 470, 228, 1.18],
      [1, 470, 228, 1.18],
    ),
    'cook-3': walk(
      [0, 120, 352, 1.5],
      [0.25, 210, 352, 1.5],
      [0.5, 300, 352, 1.5],
      [0.6, 300, 352, 1.5],
      [0.95, 120, 352, 1.5],
      [1, 120, 352, 1.5],
    ),
  },
  nightgate: {
    cat: glide(
      1,
      [0, -40, 286, 0.9],
      [0.35, 220, 292, 1],
      [0.5, 250, 292, 1],
      [0.95, 690, 300, 1.1],
      [1, 740, 300, 1.1],
    ),
    'moth-1': flutter(84, 70, 30, 5),
    'moth-2': flutter(92, 84, 22, 7),
    'leaves-1': sway(604, 80, 1.4, 2),
  },
  nightyard: {
    lamp: flicker(0.31, 0.36, 0.71),
    'leaves-1': sway(600, 90, 1.2, 2),
    guard: walk(
      [0, 130, 236, 0.74],
      [0.45, 380, 250, 0.8],
      [0.55, 380, 250, 0.8],
      [0.95, 130, 236, 0.74],
      [1, 130, 236, 0.74],
    ),
  },
  nursery: {
    ball: glide(1, [0, 352, 318, 1], [0.4, 300, 290, 0.9], [0.5, 300, 290, 0.9], [0.9, 352, 318, 1], [1, 352, 318, 1]),
    toddler: sway(500, 276, 3, 4),
    teacher: walk(
      [0, 430, 226, 0.92],
      [0.3, 452, 246, 1.04],
      [0.5, 452, 246, 1.04],
      [0.85, 430, 226, 0.92],
      [1, 430, 226, 0.92],
    ),
  },
  service: {
    tube: flicker(0.22, 0.26, 0.64),
    'cook-1': walk(
      [0, 330, 226, 1],
      [0.3, 360, 262, 1.22],
      [0.5, 360, 262, 1.22],
      [0.85, 330, 226, 1],
      [1, 330, 226, 1],
    ),
    'cook-2': walk([0, 270, 186, 0.62], [0.45, 190, 280, 1.32], [0.6, 190, 280, 1.32], [1, 270, 186, 0.62]),
  },
  stairs: {
    'walker-1': walk(
      [0, 340, 150, 0.78],
      [0.35, 322, 196, 0.95],
      [0.5, 322, 196, 0.95],
      [0.9, 340, 150, 0.78],
      [1, 340, 150, 0.78],
    ),
    'walker-2': walk(
      [0, 410, 190, 0.94],
      [0.1, 410, 190, 0.94],
      [0.4, 424, 154, 0.8],
      [0.6, 424, 154, 0.8],
      [0.95, 410, 190, 0.94],
      [1, 410, 190, 0.94],
    ),
    'walker-3': walk(
      [0, 392, 290, 1.4],
      [0.3, 404, 238, 1.16],
      [0.5, 404, 238, 1.16],
      [0.9, 392, 290, 1.4],
      [1, 392, 290, 1.4],
    ),
  },
  yard: {
    flag: wave(8),
    'leaves-1': sway(52, 90, 1.4, 3),
    'leaves-2': sway(596, 80, 1.4, 2),
    'walker-1': walk(
      [0, 322, 330, 0.66],
      [0.4, 322, 216, 0.43],
      [0.5, 322, 216, 0.43],
      [0.92, 322, 330, 0.66],
      [1, 322, 330, 0.66],
    ),
    'teacher-1': walk(
      [0, 300, 170, 0.3],
      [0.3, 274, 170, 0.3],
      [0.5, 274, 170, 0.3],
      [0.8, 300, 170, 0.3],
      [1, 300, 170, 0.3],
    ),
    'teacher-2': walk([0, 338, 170, 0.3], [0.4, 352, 170, 0.3], [0.7, 352, 170, 0.3], [1, 338, 170, 0.3]),
  },
};

/** The ball goes from hand to hand in arcs. */
function ballFlight(): Waypoint[] {
  const hands = [
    [246, 180],
    [394, 180],
    [440, 240],
    [300, 246],
    [210, 226],
    [246, 180],
  ] as const;
  const points: Waypoint[] = [];
  const pieces = 8;
  for (let i = 0; i + 1 < hands.length; i++) {
    const [x0, y0] = hands[i] ?? hands[0];
    const [x1, y1] = hands[i + 1] ?? hands[0];
    for (let k = 0; k < pieces; k++) {
      const share = k / pieces;
      const arc = 120 * share * (1 - share);
      points.push([(i + share) / (hands.length - 1), x0 + (x1 - x0) * share, y0 + (y1 - y0) * share - arc, 1]);
    }
  }
  return [...points, [1, 246, 180, 1]];
}
