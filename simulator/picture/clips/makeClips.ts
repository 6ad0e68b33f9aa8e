/** Makes the H.265 clips; see README.md here. Needs ffmpeg with libx265, at development time only. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { textMark } from '../glyphs.ts';
import { loopFrames, ScenePainter } from '../sceneLoop.ts';
import { sceneMotions } from '../sceneMotion.ts';
import { sceneLayers } from '../sceneParts.ts';
import { mainShape, type StreamShape, subShape } from '../streamSyntax.ts';
import { packUnits } from '../unitPacking.ts';

const scene = 'corridor';

function makeClip(stream: StreamShape, crf: number, file: string): void {
  const whole = { ...stream, stripRow: stream.mbHeight };
  const svg = readFileSync(new URL(`../../scenes/${scene}.svg`, import.meta.url), 'utf8');
  const strip = `<rect y="336" width="640" height="24" fill="#0d0d0d"/>${textMark('H.265', 17, 343, 10)}`;
  const painter = new ScenePainter(
    sceneLayers(svg.replace('</svg>', `${strip}\n</svg>`), sceneMotions[scene] ?? {}, stream.width),
    whole,
  );
  const lines = stream.height;
  const frames: Uint8Array[] = [];
  for (let n = 0; n < loopFrames; n++) {
    painter.paint(n / loopFrames);
    const { y, u, v } = painter.planes;
    const chroma = (stream.width / 2) * (lines / 2);
    frames.push(y.slice(0, stream.width * lines), u.slice(0, chroma), v.slice(0, chroma));
  }
  const size = `${stream.width}x${stream.height}`;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', size, '-r', `${stream.frameRate}`, '-i', '-'];
  const settings =
    'keyint=24:min-keyint=24:scenecut=0:bframes=0:open-gop=0:info=0:repeat-headers=1:aud=0:slices=1:' +
    'colorprim=bt709:transfer=bt709:colormatrix=bt709:range=limited';
  const encode = [
    '-c:v',
    'libx265',
    '-preset',
    'veryslow',
    '-crf',
    `${crf}`,
    '-x265-params',
    settings,
    '-f',
    'hevc',
    '-',
  ];
  const result = spawnSync('ffmpeg', ['-v', 'error', ...raw, ...encode], {
    input: Buffer.concat(frames),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(result.stderr.toString());
  writeFileSync(new URL(file, import.meta.url), packUnits(splitUnits(result.stdout)));
}

/** NAL units of a byte stream with start codes; parameter sets once, and no SEI. */
function splitUnits(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let i = 0; i + 3 <= stream.length; i++) {
    if (stream[i] === 0 && stream[i + 1] === 0 && stream[i + 2] === 1) starts.push(i + 3);
  }
  const units = starts.map((start, i) => {
    let end = (starts[i + 1] ?? stream.length + 3) - 3;
    while (end > start && stream[end - 1] === 0) end--;
    return stream.subarray(start, end);
  });
  const type = (unit: Uint8Array): number => ((unit[0] ?? 0) >> 1) & 63;
  const sets = [32, 33, 34].flatMap((wanted) => units.filter((unit) => type(unit) === wanted).slice(0, 1));
  if (sets.length !== 3) throw new Error('the stream has no parameter sets');
  return [...sets, ...units.filter((unit) => type(unit) < 32)];
}

makeClip(subShape, 29, 'sub.units');
makeClip(mainShape, 31, 'main.units');
