import { z } from 'zod';
import manifest from './manifest.json' with { type: 'json' };
import wardParts from './wardParts.json' with { type: 'json' };

/** Lists of parts that the manifest may name. */
const partLists = { 'wardParts.json': wardParts } as const;

const fileName = z.string().regex(/^[\w.-]+$/u);
const checksum = z.string().regex(/^[0-9a-f]{64}$/u);

const partsSchema = z
  .object({
    /** Address of the folder that holds the parts; ends in a slash. */
    base: z.url({ protocol: /^https$/u }).endsWith('/'),
    list: z.literal('wardParts.json'),
  })
  .transform(({ base, list }) => ({
    base,
    files: z
      .array(z.object({ file: fileName, sha256: checksum }))
      .min(1)
      .parse(partLists[list]),
  }));

/** What a layer is merged from: the files at `base`, each with its hex SHA-256, in the order of the merged layer. */
export interface LayerParts {
  readonly base: string;
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

/** A layer that the product can draw but does not ship: where it comes from and how a copy of it is recognised. */
const layerSourceSchema = z.object({
  /** File name in a layers folder. */
  file: fileName,
  role: z.enum(['ward-outlines']),
  title: z.string(),
  /** Hex SHA-256 of the file. */
  sha256: checksum,
  bytes: z.int().positive(),
  /** Where the file can be had whole over the network; null where it cannot. */
  url: z.url({ protocol: /^https$/u }).nullable(),
  /** Where the parts can be had that the file is merged from; null where there are none. */
  parts: partsSchema.nullable(),
  source: z.string(),
  version: z.string(),
  licence: z.string(),
  attribution: z.string(),
  remarks: z.string(),
});
export type LayerSource = Readonly<Omit<z.infer<typeof layerSourceSchema>, 'parts'>> & {
  readonly parts: LayerParts | null;
};

const layers: readonly LayerSource[] = z.array(layerSourceSchema).parse(manifest);

/** Every layer the product knows by its checksum; the first one that is there is drawn. */
export function layerSources(): readonly LayerSource[] {
  return layers;
}
