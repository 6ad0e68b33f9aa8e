/** Texts around the reason for looking, and pictures taken. Part of vi.ts. */
export const viLook = {
  title: 'Xem camera để làm gì?',
  lead: 'Mục đích được ghi vào nhật ký cùng mỗi lượt xem. Chọn một lần cho cả phiên làm việc; đổi lúc nào cũng được.',
  purposes: 'Mục đích xem',
  note: 'Ghi rõ việc gì',
  noteHint: 'Ví dụ: số công văn, số biên bản. Không ghi số định danh cá nhân.',
  noteMissing: 'Mục đích này cần ghi rõ việc gì.',
  show: 'Xem hình',
  current: 'Mục đích: {{purpose}}',
  change: 'Mục đích: {{purpose}}. Bấm để đổi mục đích xem.',
  none: 'Chưa có mục đích nào trong danh sách. Hãy nhờ người quản trị thêm.',
  what: 'danh sách mục đích',
  snapshot: {
    take: 'Chụp ảnh',
    by: 'Người chụp: {{account}} · đã ghi nhật ký',
    saved: 'Đã lưu {{file}}, đã ghi nhật ký',
    refused: 'Không được chụp camera này',
    failed: 'Chưa ghi được nhật ký nên không chụp. Hãy thử lại.',
  },
} as const;
