import type { CameraZone } from '@khue/domain/camera';
import type { EducationLevel, Ownership } from '@khue/domain/school';
import type { UnitKind } from '@khue/domain/unit';
import { foldHeader } from './columnMapping.ts';
import {
  besideWords,
  compassWords,
  forbiddenPlaceWords,
  levelWords,
  noWords,
  ownershipWords,
  unitKindWords,
  zoneWords,
} from './vocabulary.ts';

const levelOf = new Map(levelWords);
const ownershipOf = new Map(ownershipWords);
const spelledLevels = levelWords.filter(([word]) => !/\d/u.test(word) && word.length > 2);

/** Levels of a cell, parted by `;`, `,`, `/`, `-`, `+`, `&` or `và`; null where a word is not known. */
export function readLevels(text: string): EducationLevel[] | null {
  const whole = levelOf.get(foldHeader(text));
  if (whole !== undefined) return [whole];
  const words = text.split(/[;,/+&|\u2013-]|\s(?:và|va|and)\s/iu).map(foldHeader);
  const levels = new Set<EducationLevel>();
  for (const word of words.filter((part) => part !== '')) {
    const level = levelOf.get(word);
    if (level === undefined) return null;
    levels.add(level);
  }
  return [...levels].toSorted();
}

/** Ownership of a cell; null where the word is not known. */
export function readOwnership(text: string): Ownership | null {
  return ownershipOf.get(foldHeader(text).replace(/^truong /u, '')) ?? null;
}

/** Levels that a school's name itself tells: `THCS và THPT Nam Việt` is 03 and 04; none where it tells none. */
export function levelsInName(name: string): EducationLevel[] {
  let rest = ` ${foldHeader(name)} `;
  const levels = new Set<EducationLevel>();
  for (const [word, level] of spelledLevels) {
    if (!rest.includes(` ${word} `)) continue;
    levels.add(level);
    rest = rest.replace(` ${word} `, '  ');
  }
  return [...levels].toSorted();
}

function positionOf(folded: string, word: string): number {
  return ` ${folded} `.indexOf(` ${word} `);
}

/** The zone a text means: the word that stands first in it decides, the longer of two that stand there. */
export function readZone(text: string): CameraZone | null {
  const folded = foldHeader(text);
  let best: { at: number; length: number; zone: CameraZone } | null = null;
  for (const [word, zone] of zoneWords) {
    const at = positionOf(folded, word);
    if (at === -1) continue;
    const { length } = word;
    if (best === null || at < best.at || (at === best.at && length > best.length)) best = { at, length, zone };
  }
  return best?.zone ?? null;
}

/** A forbidden place, also in the plural or with a number: `toilets`, `wc2`. */
const forbiddenPlace = new RegExp(` (?:${forbiddenPlaceWords.join('|')})(?:e?s|\\d+)?(?= )`, 'gu');

/** Whether a text names a place where no camera may stand. */
export function namesForbiddenPlace(text: string): boolean {
  return ` ${foldHeader(text)} `.search(forbiddenPlace) !== -1;
}

/** As `namesForbiddenPlace`, but a place beside it (`hành lang trước nhà vệ sinh`) is not it. */
export function showsForbiddenPlace(text: string): boolean {
  const folded = ` ${foldHeader(text)} `;
  return [...folded.matchAll(forbiddenPlace)].some(({ index }) => {
    const before = folded.slice(0, index).trim();
    return !besideWords.some((beside) => positionOf(before, beside) !== -1);
  });
}

/** Degrees of a direction in words, or null. */
export function readCompass(text: string): number | null {
  return compassWords.get(foldHeader(text).replace(/^huong /u, '')) ?? null;
}

/** The kind of unit that a word or the beginning of a full name means, or null. */
export function readUnitKind(text: string): UnitKind | null {
  const folded = `${foldHeader(text)} `;
  const found = unitKindWords.find(([word]) => folded.startsWith(`${word} `));
  return found?.[1] ?? null;
}

/** Whether a yes-no cell says yes. Anything but a no counts: what may be synthetic is called so. */
export function readYes(text: string | null): boolean {
  return text !== null && !noWords.has(foldHeader(text)) && text !== '-';
}
