import type { Locale } from '@khue/domain/errors';
import type { OgcCollection } from './ogcFeatures.ts';

interface Words {
  readonly title: string;
  readonly description: string;
}

export const landingWords: Readonly<Record<Locale, Words>> = {
  vi: {
    title: 'Khuê – cổng dữ liệu cho trung tâm của thành phố',
    description:
      'Trường, phường và camera khu vực công cộng theo OGC API – Features. Nội dung theo phạm vi được cấp cho khoá đang dùng. Bản ghi có synthetic = true là MÔ PHỎNG.',
  },
  en: {
    title: 'Khuê – data gateway for the city’s centre',
    description:
      'Schools, wards and cameras of public areas as OGC API – Features. Each key reads what its scope holds. Records with synthetic = true are SIMULATED (MÔ PHỎNG).',
  },
};

export const collectionWords: Readonly<Record<OgcCollection, Readonly<Record<Locale, Words>>>> = {
  schools: {
    vi: {
      title: 'Trường học',
      description: 'Trường đang có trong danh mục. Trường chưa có toạ độ có geometry là null. Thời gian: validFrom.',
    },
    en: {
      title: 'Schools',
      description: 'Schools of the register. A school without a position has no geometry. Time: validFrom.',
    },
  },
  wards: {
    vi: {
      title: 'Phường, xã, đặc khu',
      description:
        'Ranh giới tham khảo. boundary = approximate: vùng gần đúng quanh điểm nhãn, không phải ranh giới hành chính.',
    },
    en: {
      title: 'Wards, communes and the special zone',
      description: 'Reference borders. boundary = approximate: a cell around the label point, not a border.',
    },
  },
  'camera-points': {
    vi: {
      title: 'Camera khu vực công cộng',
      description:
        'Chỉ camera ở cổng trường, nhìn ra đường. Vị trí là điểm của trường, không phải chỗ treo camera. Thời gian: since, từ khi có trạng thái này.',
    },
    en: {
      title: 'Cameras of public areas',
      description:
        'Cameras at school gates that look at the street, and no others. The position is that of the school, not where the camera hangs. Time: since, when the state began.',
    },
  },
};
