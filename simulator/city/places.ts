/** A spot on land in a populated commune, where an invented school may stand. */
export interface Place {
  /** Commune with its kind, as of 2025-07-01 (NQ 1685/NQ-UBTVQH15). */
  readonly commune: string;
  readonly wardCode: string;
  readonly lon: number;
  readonly lat: number;
  /** How far around the spot there is land and the city does not end, metres. */
  readonly roomM: number;
}

function place(commune: string, wardCode: string, lon: number, lat: number, roomM = 900): Place {
  return { commune, wardCode, lon, lat, roomM };
}

/** In an order that spreads any first part of the list over the city. */
export const places: readonly Place[] = [
  place('Phường Bến Thành', '26743', 106.6982, 10.7735, 500),
  place('Phường Thủ Đức', '26824', 106.756, 10.851),
  place('Phường Thủ Dầu Một', '25747', 106.656, 10.98),
  place('Phường Vũng Tàu', '26506', 107.08, 10.355, 400),
  place('Xã Tân An Hội', '27496', 106.495, 10.973, 1500),
  place('Xã Cần Giờ', '27664', 106.954, 10.413, 500),
  place('Phường Gò Vấp', '26884', 106.67, 10.833),
  place('Phường Chợ Lớn', '27343', 106.658, 10.7525),
  place('Phường Bà Rịa', '26560', 107.168, 10.499),
  place('Phường Dĩ An', '25942', 106.769, 10.906),
  place('Phường Bình Trị Đông', '27448', 106.606, 10.765),
  place('Xã Nhà Bè', '27655', 106.728, 10.695, 700),
  place('Phường Bến Cát', '25813', 106.59, 11.15, 1500),
  place('Xã Ngãi Giao', '26575', 107.245, 10.648, 1500),
  place('Phường Tân Sơn Hoà', '26977', 106.661, 10.796, 600),
  place('Xã Hóc Môn', '27559', 106.595, 10.884, 1200),
  place('Phường Bình Trưng', '27097', 106.763, 10.786, 700),
  place('Xã Dầu Tiếng', '25777', 106.365, 11.279, 600),
  place('Phường Phú Mỹ', '26704', 107.056, 10.59),
  place('Phường Lái Thiêu', '25966', 106.7, 10.905, 500),
  place('Xã Bình Hưng', '27619', 106.675, 10.727),
  place('Xã Hồ Tràm', '26620', 107.4, 10.55, 800),
  place('Phường Tân Hiệp', '25920', 106.765, 11.065, 1200),
  place('Xã Phú Giáo', '25858', 106.79, 11.29, 1200),
  place('Phường Bình Thạnh', '26929', 106.706, 10.804, 500),
  place('Phường Linh Xuân', '26800', 106.77, 10.876),
  place('Phường Bình Hưng Hoà', '27439', 106.604, 10.801),
  place('Xã Phú Hoà Đông', '27541', 106.56, 11.015, 1200),
  place('Phường Tam Thắng', '26526', 107.102, 10.372, 500),
  place('Xã Bình Khánh', '27667', 106.785, 10.645, 600),
  place('Phường Tăng Nhơn Phú', '26842', 106.783, 10.842),
  place('Phường Phú Lợi', '25750', 106.68, 10.985),
  place('Phường Hoà Hưng', '27163', 106.669, 10.779, 500),
  place('Phường Tân Thuận', '27478', 106.733, 10.748, 500),
  place('Xã Bàu Bàng', '25822', 106.62, 11.27, 1200),
  place('Xã Long Điền', '26659', 107.21, 10.485),
  place('Phường Thông Tây Hội', '26898', 106.644, 10.842),
  place('Phường Phú Lâm', '27349', 106.633, 10.7545),
  place('Phường Thuận Giao', '25969', 106.71, 10.935),
  place('Phường Phước Thắng', '26542', 107.12, 10.395, 500),
  place('Phường Tân Định', '26737', 106.6905, 10.7895, 400),
  place('Phường Tân Hưng', '27475', 106.7, 10.74),
  place('Đặc khu Côn Đảo', '26732', 106.607, 8.685, 200),
];
