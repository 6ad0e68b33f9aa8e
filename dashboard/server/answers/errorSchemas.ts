import { errorBodySchema } from '@khue/domain/api';

/** What every route may answer besides what it is for. */
export const errorAnswers = { '4xx': errorBodySchema, '5xx': errorBodySchema } as const;
