import type { AddedLayer } from '@khue/gis-data/addLayers';
import { layerSources } from '@khue/gis-data/manifest';
import { describe, expect, it } from 'vitest';
import { layerSentence } from './layerSentences.ts';

const reasons = ['missing', 'wrong-checksum', 'too-large', 'status', 'not-answered', 'deadline'] as const;

function refused(reason: (typeof reasons)[number]): AddedLayer[] {
  const part = { file: '25747_a.geojson', reason, status: reason === 'status' ? 503 : null };
  return layerSources().map((source) => ({ source, outcome: 'part-refused', found: null, part }));
}

describe('what is said of a layer that is not put together', () => {
  it.each(reasons)('names the file, says that nothing was replaced and what to do: %s', (reason) => {
    for (const sentence of refused(reason).map(layerSentence)) {
      expect(sentence).toMatch(/: × không thay gì: .*25747_a\.geojson.* Hãy .+\S$/u);
    }
  });

  it('tells what a server answered', () => {
    expect(refused('status').map(layerSentence).join('\n')).toContain('máy chủ trả lời 503');
  });
});
