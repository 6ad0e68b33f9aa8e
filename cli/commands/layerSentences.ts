import type { AddedLayer } from '@khue/gis-data/addLayers';
import type { LayerSource } from '@khue/gis-data/manifest';

type Part = NonNullable<AddedLayer['part']>;

const otherWay = 'hoặc chép các tệp của nguồn vào một thư mục rồi chạy khue gis add THƯ_MỤC';

function partSentence({ file, reason, status }: Part): string {
  switch (reason) {
    case 'missing':
      return `thiếu tệp ${file} trong thư mục. Hãy chép đủ các tệp của nguồn.`;
    case 'wrong-checksum':
      return `tệp ${file} khác bản đã biết (sai mã SHA-256). Hãy lấy lại tệp đúng phiên bản ghi trong manifest.json.`;
    case 'too-large':
      return `tệp ${file} lớn hơn 2 MB, không phải tệp của nguồn. Hãy xem lại địa chỉ tải.`;
    case 'status':
      return `máy chủ trả lời ${status} khi tải tệp ${file}. Hãy thử lại sau, ${otherWay}.`;
    case 'not-answered':
      return `không tải được tệp ${file}: máy chủ không trả lời. Hãy xem máy này có ra Internet không, ${otherWay}.`;
    case 'deadline':
      return `hết thời hạn khi đang tải tệp ${file}. Hãy thử lại khi mạng nhanh hơn, ${otherWay}.`;
    default:
      return reason satisfies never;
  }
}

function outcomeSentence({ outcome, part }: AddedLayer): string {
  switch (outcome) {
    case 'added':
      return '✓ đã thêm, đúng mã SHA-256';
    case 'missing':
      return '· không có trong thư mục';
    case 'wrong-checksum':
      return '× nội dung khác bản đã biết (sai mã SHA-256), không dùng';
    case 'no-address':
      return '· không có địa chỉ tải công khai: hãy lấy tệp rồi chỉ thư mục';
    case 'not-answered':
      return '× địa chỉ tải không trả lời';
    case 'wrong-merge':
      return '× từng tệp đều đúng nhưng bản gộp sai mã SHA-256, không dùng. Bản cài Khuê này bị hỏng: hãy cài lại.';
    case 'part-refused':
      return part === null ? '× không thay gì.' : `× không thay gì: ${partSentence(part)}`;
    default:
      return outcome satisfies never;
  }
}

/** What became of one layer, as a line for a terminal. */
export function layerSentence(layer: AddedLayer): string {
  return `${layer.source.title}: ${outcomeSentence(layer)}`;
}

/** What the map draws from the next start on. */
export function drawnSentence(drawn: LayerSource): string {
  return `Từ lần khởi động sau, bản đồ vẽ: ${drawn.title}.`;
}
