/** The registers of privacy as spreadsheets: CSV (RFC 4180, CRLF), UTF-8 with a byte-order mark, times of the city. */
import { cityMinute } from './cityTime.ts';
import { csvLine, csvMark } from './csv.ts';
import type { Locale } from './errors.ts';
import type { ApprovalItem, IncidentItem, SubjectRequestItem } from './privacyApi.ts';
import { approvalStateWords, incidentLevelWords, subjectRequestKindWords, zoneWords } from './privacyWords.ts';

const heads = {
  approvals: {
    vi: [
      'Mã trường',
      'Trường',
      'Camera',
      'Khu vực',
      'Lý do',
      'Căn cứ',
      'Người đề nghị',
      'Đề nghị lúc',
      'Trạng thái',
      'Người duyệt',
      'Duyệt lúc',
      'Từ',
      'Đến',
      'Rút lúc',
    ],
    en: [
      'School code',
      'School',
      'Camera',
      'Zone',
      'Reason',
      'Legal basis',
      'Asked for by',
      'Asked at',
      'State',
      'Decided by',
      'Decided at',
      'From',
      'To',
      'Withdrawn at',
    ],
  },
  requests: {
    vi: [
      'Số hiệu',
      'Yêu cầu',
      'Nhận lúc',
      'Trường',
      'Nội dung',
      'Hạn trả lời',
      'Trả lời lúc',
      'Gia hạn lúc',
      'Hạn xử lý',
      'Xong lúc',
      'Kết quả',
    ],
    en: [
      'Reference',
      'Request',
      'Received',
      'School',
      'Summary',
      'Answer by',
      'Answered',
      'Extended',
      'Due by',
      'Closed',
      'Outcome',
    ],
  },
  incidents: {
    vi: [
      'Sự cố',
      'Mức',
      'Phát hiện lúc',
      'Mô tả',
      'Hạn báo nhanh',
      'Báo nhanh lúc',
      'Hạn báo cáo',
      'Báo cáo lúc',
      'Đóng lúc',
      'Kết quả',
    ],
    en: [
      'Incident',
      'Level',
      'Discovered',
      'Description',
      'First notice by',
      'First notice',
      'Report by',
      'Reported',
      'Closed',
      'Outcome',
    ],
  },
} as const;

/** `2026-11-25 08:30`, in the city; empty where there is none. */
function moment(at: number | string | null): string {
  if (at === null) return '';
  const ms = typeof at === 'string' ? Date.parse(at) : at;
  return cityMinute(ms).replace('T', ' ');
}

function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return csvMark + [head, ...rows].map(csvLine).join('');
}

export function approvalsCsv(approvals: readonly ApprovalItem[], locale: Locale): string {
  const rows = approvals.map((approval) => [
    approval.schoolCode,
    approval.schoolName,
    approval.cameraName ?? '',
    zoneWords[locale][approval.zone],
    approval.reason,
    approval.legalBasis,
    approval.requestedByName,
    moment(approval.requestedAt),
    approvalStateWords[locale][approval.state],
    approval.decidedByName ?? '',
    moment(approval.decidedAt),
    moment(approval.validFrom),
    moment(approval.validTo),
    moment(approval.withdrawnAt),
  ]);
  return csv(heads.approvals[locale], rows);
}

export function subjectRequestsCsv(requests: readonly SubjectRequestItem[], locale: Locale): string {
  const rows = requests.map((request) => [
    request.reference,
    subjectRequestKindWords[locale][request.kind],
    moment(request.receivedAt),
    request.schoolName ?? '',
    request.summary,
    moment(request.acknowledgeBy),
    moment(request.acknowledgedAt),
    moment(request.extendedAt),
    moment(request.dueBy),
    moment(request.closedAt),
    request.outcome ?? '',
  ]);
  return csv(heads.requests[locale], rows);
}

export function incidentsCsv(incidents: readonly IncidentItem[], locale: Locale): string {
  const rows = incidents.map((incident) => [
    incident.title,
    incidentLevelWords[locale][incident.level],
    moment(incident.discoveredAt),
    incident.description,
    moment(incident.firstNoticeBy),
    moment(incident.firstNoticeAt),
    moment(incident.reportBy),
    moment(incident.reportedAt),
    moment(incident.closedAt),
    incident.outcome ?? '',
  ]);
  return csv(heads.incidents[locale], rows);
}
