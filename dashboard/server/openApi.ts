import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import product from './package.json' with { type: 'json' };

/** Routes that take a file. */
const uploadPaths = ['/api/imports', '/api/statistics/submissions', '/api/statistics/population'] as const;

/** Keeps a description (OpenAPI 3.1) of every route registered after it, made of the very schemas that check them. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Khuê',
        version: product.version,
        description: 'What the dashboard of Khuê asks its server. Every path but sign-in and /healthz needs a session.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'khue_session' } },
      },
      security: [{ session: [] }],
    },
    transform: ({ schema, url, route, ...rest }) => {
      const transformed = jsonSchemaTransform({ schema, url, route, ...rest });
      if (route.config?.access !== 'public') return transformed;
      return { ...transformed, schema: { ...transformed.schema, security: [] } };
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      const { openapiObject } = document;
      // An upload is read as a stream and therefore known to no validator.
      for (const path of uploadPaths) {
        const upload = openapiObject.paths?.[path]?.post;
        if (upload === undefined) continue;
        upload.requestBody = {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: { file: { type: 'string', format: 'binary' } },
              },
            },
          },
        };
      }
      return openapiObject;
    },
  });
}
