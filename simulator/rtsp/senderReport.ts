/** Seconds between the epochs of NTP (1900) and Unix (1970). */
const ntpOffsetS = 2_208_988_800;

export interface SenderReport {
  readonly ssrc: number;
  /** The camera's clock, ms since the Unix epoch. */
  readonly clockMs: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly octets: number;
}

/** RTCP sender report (RFC 3550 §6.4.1) as an interleaved frame. */
export function senderReport(report: SenderReport, channel: number): Buffer {
  const bytes = Buffer.alloc(4 + 28);
  bytes.writeUInt8(0x24, 0);
  bytes.writeUInt8(channel, 1);
  bytes.writeUInt16BE(28, 2);
  bytes.writeUInt32BE(0x80c8_0006, 4);
  bytes.writeUInt32BE(report.ssrc, 8);
  const seconds = report.clockMs / 1000 + ntpOffsetS;
  bytes.writeUInt32BE(Math.floor(seconds) % 2 ** 32, 12);
  bytes.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 16);
  bytes.writeUInt32BE(report.timestamp, 20);
  bytes.writeUInt32BE(report.packets % 2 ** 32, 24);
  bytes.writeUInt32BE(report.octets % 2 ** 32, 28);
  return bytes;
}
