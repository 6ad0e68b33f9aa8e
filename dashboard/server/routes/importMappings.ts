import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { importMappingListSchema, importMappingQuerySchema, newImportMappingSchema } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import { mappedHeaders, unknownFields } from '@khue/domain/importMapping';
import { changesBy } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';

/** Column mappings that people named: which columns of a file hold what. */
export function importMappingRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store } = parts;
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/import-mappings',
      config: { access: 'import.view' },
      schema: {
        tags: ['imports'],
        summary: 'Column mappings with a name, of one kind of file or of all',
        querystring: importMappingQuerySchema,
        response: { 200: importMappingListSchema, ...errorAnswers },
      },
      handler: async (request) => ({ mappings: await store.imports.namedMappings(request.query.kind) }),
    });

    app.route({
      method: 'POST',
      url: '/api/import-mappings',
      config: { access: 'import.run' },
      schema: {
        tags: ['imports'],
        summary: 'Save a column mapping under a name; one of the same kind and name is replaced',
        body: newImportMappingSchema,
        response: { 200: newImportMappingSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const mapping = request.body;
        const headers = mappedHeaders(mapping);
        const isUsable = headers.length > 0 && new Set(headers).size === headers.length;
        if (!isUsable || unknownFields(mapping.kind, mapping.columns).length > 0) {
          throw new KhueError('KHUE_INPUT_INVALID', { fields: 'columns' });
        }
        const { kind, name } = mapping;
        const object = { kind: 'import_mapping', id: `${kind}/${name}`.slice(0, 80), name };
        const change = { action: 'import.mapping_saved', object, details: { kind, columns: headers.length } } as const;
        await store.imports.saveMapping(mapping, () => changesBy(request, parts, [change]));
        return mapping;
      },
    });
  };
}
