/** Initial values of one syntax element's contexts: in I slices, and in P slices (cabac_init_flag 0). */
interface InitValues {
  readonly intra: readonly number[];
  readonly inter: readonly number[];
}

const unused = 154;
const sameInBoth = (...values: readonly number[]): InitValues => ({ intra: values, inter: values });
const interOnly = (...inter: readonly number[]): InitValues => ({ intra: inter.map(() => unused), inter });

/** ITU-T H.265 Tables 9-5 to 9-37, the elements that are written here. */
const initValues = {
  split: { intra: [139, 141, 157], inter: [107, 139, 126] },
  skip: interOnly(197, 185, 201),
  predictionMode: interOnly(149),
  partMode: { intra: [184], inter: [154] },
  likelyIntraMode: { intra: [184], inter: [154] },
  chromaMode: { intra: [63], inter: [152] },
  rootCbf: interOnly(79),
  mergeFlag: interOnly(110),
  motionGreater0: interOnly(140),
  motionGreater1: interOnly(198),
  motionPredictor: sameInBoth(168),
  lumaCbf: { intra: [111, 141], inter: [153, 111] },
  chromaCbf: { intra: [94, 138], inter: [149, 107] },
  lastX: {
    intra: [110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63],
    inter: [125, 110, 94, 110, 95, 79, 125, 111, 110, 78, 110, 111, 111, 95, 94, 108, 123, 108],
  },
  lastY: {
    intra: [110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63],
    inter: [125, 110, 94, 110, 95, 79, 125, 111, 110, 78, 110, 111, 111, 95, 94, 108, 123, 108],
  },
  codedSubBlock: { intra: [91, 171, 134, 141], inter: [121, 140, 61, 154] },
  significant: {
    intra: [
      111, 111, 125, 110, 110, 94, 124, 108, 124, 107, 125, 141, 179, 153, 125, 107, 125, 141, 179, 153, 125, 107, 125,
      141, 179, 153, 125, 140, 139, 182, 182, 152, 136, 152, 136, 153, 136, 139, 111, 136, 139, 111,
    ],
    inter: [
      155, 154, 139, 153, 139, 123, 123, 63, 153, 166, 183, 140, 136, 153, 154, 166, 183, 140, 136, 153, 154, 166, 183,
      140, 136, 153, 154, 170, 153, 123, 123, 107, 121, 107, 121, 167, 151, 183, 140, 151, 183, 140,
    ],
  },
  greater1: {
    intra: [
      140, 92, 137, 138, 140, 152, 138, 139, 153, 74, 149, 92, 139, 107, 122, 152, 140, 179, 166, 182, 140, 227, 122,
      197,
    ],
    inter: [
      154, 196, 196, 167, 154, 152, 167, 182, 182, 134, 149, 136, 153, 121, 136, 137, 169, 194, 166, 167, 154, 167, 137,
      182,
    ],
  },
  greater2: { intra: [138, 153, 136, 167, 152, 152], inter: [107, 167, 91, 122, 107, 167] },
} as const satisfies Readonly<Record<string, InitValues>>;

type ContextName = keyof typeof initValues;

/** Number of the first context of each syntax element. */
export const contexts: Readonly<Record<ContextName, number>> = {
  split: 0,
  skip: 3,
  predictionMode: 6,
  partMode: 7,
  likelyIntraMode: 8,
  chromaMode: 9,
  rootCbf: 10,
  mergeFlag: 11,
  motionGreater0: 12,
  motionGreater1: 13,
  motionPredictor: 14,
  lumaCbf: 15,
  chromaCbf: 17,
  lastX: 19,
  lastY: 37,
  codedSubBlock: 55,
  significant: 59,
  greater1: 101,
  greater2: 125,
};

/** All contexts at the start of a slice (clause 9.3.2.2), as pStateIdx * 2 + valMps. */
export function initialContexts(intra: boolean, qp: number): Uint8Array {
  const values = Object.values(initValues).flatMap((element) => [...(intra ? element.intra : element.inter)]);
  return Uint8Array.from(values, (value) => {
    const slope = (value >> 4) * 5 - 45;
    const offset = ((value & 15) << 3) - 16;
    const state = Math.min(126, Math.max(1, ((slope * qp) >> 4) + offset));
    return state <= 63 ? 2 * (63 - state) : 2 * (state - 64) + 1;
  });
}
