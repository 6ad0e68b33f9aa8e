import { ScenePainter, loopFrames } from '../sceneLoop.ts';
import type { Motion } from '../sceneMotion.ts';
import { plainLayers, sceneLayers } from '../sceneParts.ts';
import type { StreamShape } from '../streamSyntax.ts';
import { CabacWriter } from './cabac.ts';
import { CodingTree } from './codingTree.ts';
import { initialContexts } from './contexts.ts';
import { sliceUnit } from './parameterSets.ts';
import { SceneEncoder } from './sceneEncoder.ts';

const sceneQp = 27;

/** NAL units of the scene's slice of each picture of a loop in H.265, an IDR slice every `gopFrames`. */
export function encodeLoop(
  svg: string,
  motions: Readonly<Record<string, Motion>>,
  stream: StreamShape,
  gopFrames: number,
): Uint8Array[] {
  const painter = new ScenePainter(sceneLayers(svg, motions, stream.width), stream);
  const encoder = new SceneEncoder(stream.mbWidth, stream.stripRow, sceneQp);
  return Array.from({ length: loopFrames }, (_, n) => {
    const changed = painter.paint(n / loopFrames);
    const orderCount = n % gopFrames;
    const intra = orderCount === 0;
    const data = intra ? encoder.key(painter.planes) : encoder.delta(painter.planes, changed);
    return sliceUnit(stream, { firstBlock: 0, intra, orderCount, qp: sceneQp }, data);
  });
}

/** The scene's slice of a picture of one colour for every place in the longest group; each stands alone. */
export function encodePlain(colour: string, stream: StreamShape): Uint8Array[] {
  const painter = new ScenePainter(plainLayers(colour, stream.width), stream);
  painter.paint(0);
  const data = new SceneEncoder(stream.mbWidth, stream.stripRow, sceneQp).key(painter.planes);
  return Array.from({ length: loopFrames }, (_, orderCount) =>
    sliceUnit(stream, { firstBlock: 0, intra: true, orderCount, qp: sceneQp }, data),
  );
}

/** Data of the scene's slice of a delta picture in which all stays as it was. */
function unchangedData(stream: StreamShape): Uint8Array {
  const cabac = new CabacWriter();
  const tree = new CodingTree(cabac, stream.width, 16 * stream.stripRow);
  tree.begin(false, initialContexts(false, sceneQp));
  for (let block = 0; block < stream.mbWidth * stream.stripRow; block++) {
    const x = 16 * (block % stream.mbWidth);
    const y = 16 * Math.floor(block / stream.mbWidth);
    if (block > 0) cabac.goOn();
    tree.split(x, y, false);
    tree.unit({ x, y, log2: 4, kind: 'skip', modes: [], luma: [], cb: null, cr: null });
  }
  return cabac.end();
}

/** NAL units of that slice for every place in a group. */
export function unchangedSlices(stream: StreamShape, gopFrames: number): readonly Uint8Array[] {
  const data = unchangedData(stream);
  return Array.from({ length: gopFrames }, (_, orderCount) =>
    sliceUnit(stream, { firstBlock: 0, intra: false, orderCount, qp: sceneQp }, data),
  );
}
