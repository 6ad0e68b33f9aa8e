/** The pack of rules and the profiles that come with the product, from their data files. */
import { z } from 'zod';
import { type AuditProfile, type AuditRule, auditRuleSchema, profileRuleSchema } from './audit.ts';
import baseline from './auditBaseline.json' with { type: 'json' };
import pack from './auditRules.json' with { type: 'json' };

/** All rules, in the order of the pack. */
export const auditRules: readonly AuditRule[] = z.array(auditRuleSchema).parse(pack);

const baselineRules = z.array(profileRuleSchema).parse(baseline);

/** `HCMC-3288` waits for its text: the same rules without any threshold. */
export const shippedProfiles: readonly AuditProfile[] = [
  { name: 'baseline-2026', version: 1, state: 'in_force', rules: baselineRules },
  {
    name: 'HCMC-3288',
    version: 1,
    state: 'placeholder',
    rules: baselineRules.map(({ id, enabled }) => ({
      id,
      enabled,
      threshold: {},
      thresholdText: { vi: 'chưa có văn bản', en: 'no text yet' },
      severity: null,
    })),
  },
];
