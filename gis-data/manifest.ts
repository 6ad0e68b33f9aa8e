import { z } from 'zod';
import manifest from './manifest.json' with { type: 'json' };

/** A layer that the product can draw but does not ship: where it comes from and how a copy of it is recognised. */
const layerSourceSchema = z.object({
  /** File name in a layers folder. */
  file: z.string().regex(/^[\w.-]+$/u),
  role: z.enum(['ward-outlines']),
  title: z.string(),
  /** Hex SHA-256 of the file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  bytes: z.int().positive(),
  /** Where the file can be had over the network; null where it has to be handed over as a file. */
  url: z.url({ protocol: /^https$/u }).nullable(),
  source: z.string(),
  version: z.string(),
  licence: z.string(),
  attribution: z.string(),
  remarks: z.string(),
});
export type LayerSource = z.infer<typeof layerSourceSchema>;

const layers: readonly LayerSource[] = z.array(layerSourceSchema).parse(manifest);

/** Every layer the product knows by its checksum. */
export function layerSources(): readonly LayerSource[] {
  return layers;
}
