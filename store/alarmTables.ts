import type { Generated } from 'kysely';
import type { Moment, Until } from './columnTypes.ts';

/** Tables of the alarms; meaning of the columns in their migration. */
export interface AlarmTables {
  alarm: {
    id: string;
    kind: string;
    severity: string;
    school_id: string;
    school_name: string;
    camera_id: string | null;
    camera_name: string | null;
    condition: string;
    acknowledged: boolean;
    raised_at: Moment;
    condition_since: Moment;
    acknowledged_by: string | null;
    acknowledged_at: Date | null;
    shelved_until: Date | null;
    shelved_by: string | null;
    closed_at: Date | null;
    cameras: number;
    recurrences: number;
    version: number;
    synthetic: boolean;
  };
  alarm_transition: {
    alarm_id: string;
    version: number;
    at: Moment;
    kind: string;
    actor_id: string | null;
    actor_name: string;
    comment: string | null;
  };
  alarm_rule: {
    kind: string;
    enabled: boolean;
    severity: string;
    on_delay_s: number;
    off_delay_s: number;
    threshold: number | null;
    source: string;
    valid_from: Moment;
    valid_to: Until;
  };
  retention_rule: { subject: string; months: number; source: string; valid_from: Moment };
  alarm_lease: { single: Generated<boolean>; holder: string; until: Moment };
}
