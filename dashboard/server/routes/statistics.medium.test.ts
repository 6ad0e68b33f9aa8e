import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndicatorValue, PlaceKind } from '@khue/domain/indicator';
import type { SheetFault } from '@khue/domain/statistics';
import { submissionSchema } from '@khue/domain/statistics';
import {
  figureListSchema,
  indicatorListSchema,
  indicatorTrendSchema,
  indicatorValuesSchema,
  momentSchoolsSchema,
  reportingSchema,
  submissionDetailSchema,
  submissionListSchema,
} from '@khue/domain/statisticsApi';
import { sheetColumns, sheetNames } from '@khue/domain/statisticsSheet';
import { firstDay, sampleSchool } from '../testing/sampleCity.ts';
import { type Ground, openGround, openTestDashboard, type TestDashboard } from '../testing/testDashboard.ts';
import { fillTwoWards, type Holder, type TwoWards } from '../testing/twoWards.ts';

let ground: Ground;
let dashboard: TestDashboard;
let city: TwoWards;
/** Plans for all of the city; reports for one school; sees one ward. */
let planner: Holder;
let school: Holder;
let wardDesk: Holder;
const queued: (string | null)[] = [];

const year = 'schoolYear=2025-2026';

function value(place: string, number: number): IndicatorValue {
  return {
    place,
    value: number,
    numerator: number,
    denominator: null,
    reporting: 1,
    due: 1,
    met: null,
    synthetic: true,
  };
}

beforeAll(async () => {
  ground = await openGround();
  city = await fillTwoWards(ground);
  // A second school in the first ward: whoever sees one of them does not see the ward whole.
  await ground.store.schools.upsert([{ ...sampleSchool(3), levels: ['02', '03'] }], firstDay);
  const jobs = { enqueueImport: async () => {}, enqueueSheet: async (id: string | null) => void queued.push(id) };
  dashboard = await openTestDashboard(ground, {}, { jobs });
  planner = await city.holder('planner');
  school = await city.holder('school', city.here.schoolId);
  wardDesk = await city.holder('unit_viewer', city.here.unitId);
  const frame = { key: 'S04', version: 1, schoolYear: '2025-2026', period: 'start', level: null } as const;
  const saved: readonly (readonly [PlaceKind, readonly IndicatorValue[]])[] = [
    ['school', [value(city.here.schoolId, 300), value(city.there.schoolId, 200)]],
    ['ward', [value('-', 7), value('99001', 300), value('99002', 200)]],
    ['city', [value('city', 507)]],
  ];
  await ground.store.statistics.saveValues(saved.map(([by, values]) => ({ ...frame, by, values })));
});

afterAll(async () => {
  await dashboard.close();
  await ground.close();
});

async function get(holder: Holder, url: string) {
  return dashboard.app.inject({ method: 'GET', url, headers: { cookie: await holder.cookie() } });
}

const boundary = 'khue-test-boundary';

async function handIn(holder: Holder, query: string, content = 'Mã trường\nA\n') {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="Số liệu.csv"\r\n\r\n`;
  return dashboard.app.inject({
    method: 'POST',
    url: `/api/statistics/${query}`,
    headers: { cookie: await holder.cookie(), 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.from(`${head}${content}\r\n--${boundary}--\r\n`),
  });
}

describe('templates', () => {
  async function bookFor(holder: Holder) {
    const answer = await get(holder, `/api/statistics/template?level=02&${year}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-disposition']).toContain('So lieu Tieu hoc 2025-2026 dau nam.xlsx');
    return readXlsx(answer.rawPayload, { readStyles: true });
  }

  it('hold a row for every school one may report for, and for no other', async () => {
    const codesOf = async (holder: Holder) => {
      const figures = (await bookFor(holder)).sheets.find(({ name }) => name === sheetNames.figures);
      return figures?.rows.slice(4).map(([code]) => code);
    };
    expect(await codesOf(planner)).toEqual(['MP-TH-01', 'MP-TH-02', 'MP-TH-03']);
    expect(await codesOf(school)).toEqual(['MP-TH-01']);
  });

  it('say in Vietnamese what they are, that their schools are invented, and in a hidden sheet which template they are', async () => {
    const book = await bookFor(planner);
    expect(book.sheets.map(({ name, hidden }) => [name, hidden ?? false])).toEqual([
      ['Số liệu', false],
      ['Hướng dẫn', false],
      ['_mau', true],
    ]);
    const [figures] = book.sheets;
    expect(figures?.rows[0]?.[0]).toBe('Số liệu cấp Tiểu học – năm học 2025-2026 – đầu năm học (số liệu ngày 30/9)');
    expect(figures?.rows[1]?.[0]).toMatch(/^MÔ PHỎNG/u);
    expect(figures?.rows[3]?.slice(2, -3)).toEqual(sheetColumns('02').map(({ label }) => label));
  });

  it('let in whole numbers and yes or no alone, and only where something is to be filled in', async () => {
    const [figures] = (await bookFor(planner)).sheets;
    const validations = figures?.dataValidations ?? [];
    expect(validations.find(({ range }) => range === 'C5:C7')).toMatchObject({ type: 'whole', formula2: '5000' });
    expect(validations.filter(({ type }) => type === 'list').map(({ values }) => values)).toContainEqual([
      'Có',
      'Không',
    ]);
    const lockedAt = (cell: string) => figures?.cells?.get(cell)?.style?.protection?.locked;
    expect([lockedAt('4,2'), lockedAt('4,0') ?? true]).toEqual([false, true]);
    // A school of two levels tells of its printers in the sheet of the higher one.
    const printers = 2 + sheetColumns('02').findIndex(({ measure }) => measure === 'printers');
    expect([lockedAt(`4,${printers}`), lockedAt(`6,${printers}`) ?? true]).toEqual([false, true]);
  });
});

describe('sheets', () => {
  it('are kept with what their sender may report for, queued, and told to the log', async () => {
    const answer = await handIn(school, `submissions?level=02&${year}&period=end`);
    expect(answer.statusCode).toBe(202);
    const submission = submissionSchema.parse(answer.json());
    expect(submission).toMatchObject({ state: 'waiting', level: '02', period: 'end', fileName: 'Số liệu.csv' });
    expect(queued.at(-1)).toBe(submission.id);
    const held = await ground.store.statistics.submissions.sheet(submission.id);
    expect([...(held?.scope ?? [])]).toEqual([city.here.schoolId]);
    const [row] = await ground.store.log.list({ objectKind: 'submission', objectId: submission.id }, { limit: 5 });
    expect(row).toMatchObject({ action: 'statistics.submitted', actorId: school.accountId });
  });

  it('are in sight of their sender and of who sees all of the city', async () => {
    const { id } = submissionSchema.parse((await handIn(school, `submissions?level=02&${year}`)).json());
    const idsOf = async (holder: Holder) =>
      submissionListSchema
        .parse((await get(holder, '/api/statistics/submissions')).json())
        .submissions.map((known) => known.id);
    expect(await idsOf(school)).toContain(id);
    expect(await idsOf(planner)).toContain(id);
    expect(await idsOf(wardDesk)).toEqual([]);
  });

  it('are reported cell by cell, as a table and as a workbook with the cells marked', async () => {
    const submission = submissionSchema.parse((await handIn(school, `submissions?level=02&${year}`)).json());
    const fault: SheetFault = {
      sheet: 'Số liệu',
      cell: 'C5',
      schoolCode: 'MP-TH-01',
      column: 'Lớp 1 – Nam',
      value: '=ba mươi',
      code: 'not_a_whole_number',
      expected: null,
      warning: false,
    };
    const faultyRows = { sheet: 'Số liệu', rows: [{ line: 5, cells: ['MP-TH-01', '', '=ba mươi'] }] };
    const refused = { ...submission, state: 'refused' as const, faults: 1 };
    await ground.store.statistics.submissions.progress(refused, { faults: [fault], faultyRows }, () => []);
    const url = `/api/statistics/submissions/${submission.id}`;
    expect(submissionDetailSchema.parse((await get(school, url)).json()).faults).toEqual([fault]);
    const csv = await get(school, `${url}/faults.csv`);
    expect(csv.body).toContain('Số liệu,C5,MP-TH-01,Lớp 1 – Nam,"\'=ba mươi",Cần một số nguyên.,Lỗi');
    expect((await get(school, `${url}/faults.csv?locale=en`)).body).toContain('A whole number is needed.');
    const book = await readXlsx((await get(school, `${url}/faults.xlsx`)).rawPayload, { readStyles: true });
    const marked = book.sheets.find(({ name }) => name === 'Số liệu')?.cells?.get('4,2');
    expect(marked).toMatchObject({ value: '=ba mươi', comment: { text: 'C5: Cần một số nguyên.' } });
    const actions = await ground.store.log.list({ objectKind: 'submission', objectId: submission.id }, { limit: 5 });
    expect(actions.filter(({ action }) => action === 'statistics.exported')).toHaveLength(3);
  });

  it.each(['level=09&schoolYear=2025-2026', 'level=02&schoolYear=2025-2027', 'level=02'])(
    'are refused with a sentence where what they are of is not said well: %s',
    async (query) => {
      const answer = await handIn(school, `submissions?${query}`);
      expect(answer.json()).toMatchObject({ code: 'KHUE_INPUT_INVALID' });
    },
  );

  it('of people by ward are the planner’s alone', async () => {
    expect((await handIn(school, `population?${year}`)).statusCode).toBe(403);
    expect((await handIn(planner, `population?${year}`)).json()).toMatchObject({ kind: 'population', level: null });
  });
});

describe('values of indicators', () => {
  async function placesOf(holder: Holder, by: PlaceKind) {
    const answer = await get(holder, `/api/indicators/S04/values?${year}&by=${by}`);
    return indicatorValuesSchema.parse(answer.json()).values.map(({ place }) => place);
  }

  it('are those of schools in sight, of wards seen whole, and of the city for who sees all of it', async () => {
    expect((await placesOf(planner, 'school')).toSorted()).toEqual(
      [city.here.schoolId, city.there.schoolId].toSorted(),
    );
    expect(await placesOf(planner, 'ward')).toEqual(['99001', '99002']);
    expect(await placesOf(planner, 'city')).toEqual(['city']);
    expect(await placesOf(school, 'school')).toEqual([city.here.schoolId]);
    expect(await placesOf(school, 'ward')).toEqual([]);
    expect(await placesOf(wardDesk, 'ward')).toEqual(['99001']);
    expect(await placesOf(wardDesk, 'city')).toEqual([]);
  });

  it('are not sent again to who has them, until one changes', async () => {
    const url = `/api/indicators/S04/values?${year}&by=ward`;
    const cookie = await planner.cookie();
    const ask = (etag: string) =>
      dashboard.app.inject({ method: 'GET', url, headers: { cookie, 'if-none-match': etag } });
    const etag = String((await ask('')).headers['etag']);
    expect((await ask(etag)).statusCode).toBe(304);
    const frame = {
      key: 'S04',
      version: 1,
      schoolYear: '2025-2026',
      period: 'start',
      level: null,
      by: 'ward',
    } as const;
    await ground.store.statistics.saveValues([{ ...frame, values: [value('99002', 201)] }]);
    const after = await ask(etag);
    expect(after.statusCode).toBe(200);
    expect(indicatorValuesSchema.parse(after.json()).values.map((known) => known.value)).toEqual([300, 201]);
  });

  it('over the years are told of what is in sight, and of nothing else', async () => {
    const trend = await get(wardDesk, '/api/indicators/S04/trend?place=99001');
    expect(indicatorTrendSchema.parse(trend.json()).points).toMatchObject([{ schoolYear: '2025-2026', value: 300 }]);
    for (const place of ['99002', '00000', 'city']) {
      expect((await get(wardDesk, `/api/indicators/S04/trend?place=${place}`)).json()).toMatchObject({
        code: 'KHUE_NOT_FOUND',
      });
    }
  });

  it('are of indicators that there are', async () => {
    const list = indicatorListSchema.parse((await get(planner, '/api/indicators')).json());
    expect(list.indicators).toHaveLength(15);
    expect((await get(planner, `/api/indicators/S99/values?${year}`)).statusCode).toBe(404);
    expect((await get(planner, `/api/indicators/S07/breakdown?place=city&${year}`)).statusCode).toBe(404);
  });
});

describe('schools of a year', () => {
  it('are those in sight, as they stood on the day of the figures', async () => {
    const idsOf = async (holder: Holder) =>
      momentSchoolsSchema
        .parse((await get(holder, `/api/statistics/schools?${year}`)).json())
        .schools.map(({ code, isOpen }) => [code, isOpen]);
    expect(await idsOf(planner)).toEqual([
      ['MP-TH-01', true],
      ['MP-TH-02', true],
      ['MP-TH-03', true],
    ]);
    expect(await idsOf(school)).toEqual([['MP-TH-01', true]]);
  });

  it('of one ownership have values of their own, in each year', async () => {
    const schools = (await ground.store.schools.list()).map((listed) => ({
      ...listed,
      ownership: listed.code === 'MP-TH-02' ? ('private' as const) : ('public' as const),
    }));
    await ground.store.schools.upsert(schools, new Date());
    const ask = async (ownership: string) =>
      indicatorValuesSchema
        .parse((await get(planner, `/api/indicators/S04/values?${year}&by=ward&ownership=${ownership}`)).json())
        .values.map(({ place, value: number }) => [place, number]);
    expect(await ask('public')).toEqual([['99001', 300]]);
    expect(await ask('non_public')).toEqual([['99002', 200]]);
    const trend = await get(planner, '/api/indicators/S04/trend?place=city&ownership=public');
    expect(indicatorTrendSchema.parse(trend.json()).points).toEqual([]);
    expect((await get(planner, `/api/indicators/S04/values?${year}&ownership=royal`)).statusCode).toBe(400);
  });
});

describe('who reported', () => {
  it('is told of schools in sight, a row for each level', async () => {
    const rowsOf = async (holder: Holder) =>
      reportingSchema
        .parse((await get(holder, `/api/statistics/reporting?${year}`)).json())
        .rows.map(({ schoolCode, level, reportedAt }) => [schoolCode, level, reportedAt]);
    expect(await rowsOf(school)).toEqual([['MP-TH-01', '02', null]]);
    expect(await rowsOf(wardDesk)).toHaveLength(3);
  });

  it('and the cells behind a figure, which stay within sight', async () => {
    const submission = submissionSchema.parse((await handIn(planner, `submissions?level=02&${year}`)).json());
    const figure = { level: '02', measure: 'teachers', grade: null, sex: null, value: 12, cell: 'Số liệu!X5' } as const;
    const schools = [city.here.schoolId, city.there.schoolId];
    const figures = schools.map((schoolId) => ({ ...figure, schoolId }));
    const contents = { kind: 'figures' as const, figures };
    await ground.store.statistics.submissions.accept({ ...submission, state: 'accepted' }, contents, [], () => []);
    const cellsOf = async (holder: Holder) =>
      figureListSchema.parse((await get(holder, `/api/statistics/figures?place=city&${year}`)).json()).figures;
    expect((await cellsOf(planner)).map(({ schoolCode }) => schoolCode)).toEqual(['MP-TH-01', 'MP-TH-02']);
    expect(await cellsOf(school)).toMatchObject([{ value: 12, cell: 'Số liệu!X5', fileName: 'Số liệu.csv' }]);
  });
});
