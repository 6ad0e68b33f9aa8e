import { builtInRoles, type Permission } from '@khue/domain/access';
import type { RoleName } from './twoWards.ts';

/** Which of the roles that the product ships with hold a permission. */
export const holders: Readonly<Record<Permission, readonly RoleName[]>> = {
  'inventory.view': [...builtInRoles],
  'camera.live': ['operator', 'shift_lead', 'inspector', 'school', 'wall_display'],
  'camera.snapshot': ['operator', 'shift_lead', 'inspector'],
  'camera.export': ['shift_lead'],
  'system.view': ['administrator', 'operator', 'shift_lead'],
  'import.view': ['administrator', 'shift_lead', 'planner'],
  'import.run': ['administrator', 'shift_lead', 'planner'],
  'account.manage': ['administrator'],
  'access.manage': ['administrator'],
  'access.review': ['administrator', 'inspector'],
  'wall.enrol': ['administrator'],
  'log.view': ['administrator', 'inspector'],
  'log.export': ['inspector'],
  'privacy.view': ['administrator', 'shift_lead', 'inspector'],
  'privacy.manage': ['administrator'],
  'zone.approve': ['shift_lead'],
  'alarm.view': ['administrator', 'operator', 'shift_lead', 'inspector', 'unit_viewer', 'school', 'wall_display'],
  'alarm.handle': ['operator', 'shift_lead'],
  'alarm.manage': ['administrator', 'shift_lead'],
  'statistics.view': ['administrator', 'shift_lead', 'planner', 'inspector', 'unit_viewer', 'school'],
  'statistics.submit': ['planner', 'school'],
  'statistics.manage': ['planner'],
  'audit.view': ['administrator', 'shift_lead', 'inspector', 'unit_viewer', 'school'],
  'audit.run': ['inspector'],
  'audit.manage': ['inspector'],
  'feed.read': ['city_client'],
  'feed.manage': ['administrator'],
};
