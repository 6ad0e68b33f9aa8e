/** What zones, approvals, requests and incidents are called, on screens and in spreadsheets alike. */
import type { CameraZone } from './camera.ts';
import type { ApprovalState, Incident, SubjectRequestKind } from './privacy.ts';
import type { Words } from './words.ts';

/** Zones of cameras. */
export const zoneWords: Words<CameraZone> = {
  vi: {
    gate_street: 'cổng, mặt đường',
    yard: 'sân',
    corridor: 'hành lang',
    kitchen: 'bếp',
    classroom: 'lớp học',
    office: 'văn phòng',
  },
  en: {
    gate_street: 'gate, street',
    yard: 'yard',
    corridor: 'corridor',
    kitchen: 'kitchen',
    classroom: 'classroom',
    office: 'office',
  },
};

/** States of an approval. */
export const approvalStateWords: Words<ApprovalState> = {
  vi: {
    requested: 'chờ phê duyệt',
    planned: 'chưa đến lúc',
    in_force: 'đang hiệu lực',
    expiring: 'sắp hết hạn',
    past: 'đã hết hạn',
    refused: 'không duyệt',
    withdrawn: 'đã rút',
    lapsed: 'quá hạn, chưa ai duyệt',
  },
  en: {
    requested: 'waiting',
    planned: 'not yet begun',
    in_force: 'in force',
    expiring: 'ends soon',
    past: 'over',
    refused: 'refused',
    withdrawn: 'withdrawn',
    lapsed: 'over before a decision',
  },
};

/** What a person concerned may ask for. */
export const subjectRequestKindWords: Words<SubjectRequestKind> = {
  vi: {
    view: 'xem',
    correct: 'chỉnh sửa',
    copy: 'cung cấp bản sao',
    withdraw: 'rút đồng ý',
    limit: 'hạn chế xử lý',
    object: 'phản đối xử lý',
    delete: 'xoá',
  },
  en: {
    view: 'view',
    correct: 'correct',
    copy: 'copy',
    withdraw: 'withdraw consent',
    limit: 'limit processing',
    object: 'object to processing',
    delete: 'delete',
  },
};

/** Levels of an incident. */
export const incidentLevelWords: Words<Incident['level']> = {
  vi: { normal: 'thường', serious: 'nghiêm trọng' },
  en: { normal: 'normal', serious: 'serious' },
};
