/** What the catalogue says of itself and its sets (DCAT-AP 3, as JSON-LD). */
interface Catalogued {
  /** `https://host/opendata`. */
  readonly base: string;
  /** When the newest of it changed. */
  readonly modified: Date;
  /** Some of it was made by the simulator. */
  readonly synthetic: boolean;
  /** School year of the counts, or null: none was reported. */
  readonly schoolYear: string | null;
}

const context = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

interface Words {
  readonly vi: string;
  readonly en: string;
}

function inBoth({ vi, en }: Words): readonly object[] {
  return [
    { '@language': 'vi', '@value': vi },
    { '@language': 'en', '@value': en },
  ];
}

function marked({ vi, en }: Words, synthetic: boolean): Words {
  return synthetic ? { vi: `${vi} (MÔ PHỎNG)`, en: `${en} (SIMULATED)` } : { vi, en };
}

function dataset(
  { base, modified, synthetic }: Catalogued,
  id: string,
  { title, description }: { readonly title: Words; readonly description: Words },
): object {
  return {
    '@id': `${base}/catalog.jsonld#${id}`,
    '@type': 'dcat:Dataset',
    'dct:identifier': id,
    'dct:title': inBoth(marked(title, synthetic)),
    'dct:description': inBoth(description),
    'dct:publisher': { '@id': `${base}/catalog.jsonld#publisher` },
    'dct:modified': { '@type': 'xsd:dateTime', '@value': modified.toISOString() },
    'dct:accessRights': { '@id': 'http://publications.europa.eu/resource/authority/access-right/PUBLIC' },
    'dcat:theme': { '@id': 'http://publications.europa.eu/resource/authority/data-theme/EDUC' },
    'dcat:distribution': {
      '@id': `${base}/${id}.csv`,
      '@type': 'dcat:Distribution',
      'dcat:accessURL': { '@id': `${base}/${id}.csv` },
      'dcat:downloadURL': { '@id': `${base}/${id}.csv` },
      'dcat:mediaType': { '@id': 'https://www.iana.org/assignments/media-types/text/csv' },
      'dct:title': inBoth(marked(title, synthetic)),
    },
  };
}

const schoolWords = {
  title: { vi: 'Danh sách trường học', en: 'Schools' },
  description: {
    vi: 'Mã, tên, cấp học, phường và toạ độ (WGS 84) của từng trường. Không có dữ liệu cá nhân.',
    en: 'Code, name, levels, ward and position (WGS 84) of each school. No personal data.',
  },
} as const;

function countWords(schoolYear: string) {
  return {
    title: {
      vi: `Số học sinh, giáo viên theo trường, ${schoolYear}`,
      en: `Pupils and teachers by school, ${schoolYear}`,
    },
    description: {
      vi: 'Số đếm theo trường và cấp học, có tổng theo trường và theo phường. Số dưới 5 được che (status = suppressed), cùng những số có thể dùng để tính ngược ra chúng.',
      en: 'Counts by school and level, with totals by school and ward. Counts under 5 are suppressed (status = suppressed), and with them those from which they could be worked out.',
    },
  };
}

/** The catalogue of open data. */
export function catalogue(about: Catalogued): object {
  const { base, modified, synthetic, schoolYear } = about;
  const counts = schoolYear === null ? [] : [dataset(about, 'counts', countWords(schoolYear))];
  const title = marked({ vi: 'Dữ liệu mở về trường học', en: 'Open data on schools' }, synthetic);
  return {
    '@context': context,
    '@id': `${base}/catalog.jsonld`,
    '@type': 'dcat:Catalog',
    'dct:title': inBoth(title),
    'dct:description': inBoth({
      vi: 'Số liệu mở ở cấp trường của hệ thống Khuê.',
      en: 'Open data at the level of schools, from this installation of Khuê.',
    }),
    'dct:publisher': {
      '@id': `${base}/catalog.jsonld#publisher`,
      '@type': 'foaf:Agent',
      'foaf:name': inBoth({ vi: 'Sở Giáo dục và Đào tạo', en: 'Department of Education and Training' }),
    },
    'dct:language': [
      { '@id': 'http://publications.europa.eu/resource/authority/language/VIE' },
      { '@id': 'http://publications.europa.eu/resource/authority/language/ENG' },
    ],
    'dct:modified': { '@type': 'xsd:dateTime', '@value': modified.toISOString() },
    'dcat:dataset': [dataset(about, 'schools', schoolWords), ...counts],
  };
}
