import { type LogFilter, logFilterSchema } from '@khue/domain/log';

const dayMs = 86_400_000;

/** Midnight in the city before a day, `days` later, as the server takes it. */
function midnight(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00+07:00`) + days * dayMs).toISOString();
}

/** What the form asks for; fields that are left empty match everything. */
export function filterOf(form: FormData): LogFilter {
  const given = new Map<string, string>();
  for (const [name, value] of form) if (typeof value === 'string' && value.trim() !== '') given.set(name, value.trim());
  const from = given.get('from');
  const to = given.get('to');
  return logFilterSchema.parse({
    ...Object.fromEntries(given),
    ...(from !== undefined && { from: midnight(from, 0) }),
    ...(to !== undefined && { to: midnight(to, 1) }),
  });
}
