/** What the tiers see of figures that schools report and of the indicators made of them. Part of `Store` (store.ts). */
import type { IndicatorDefinition, IndicatorValue, PlaceKind } from '@khue/domain/indicator';
import type { ReportedRow } from '@khue/domain/indicatorFormula';
import type { EducationLevel, School } from '@khue/domain/school';
import type { Figure, Measure, ReportPeriod, SheetFault, Submission } from '@khue/domain/statistics';
import type { BreakdownCell, HeldFigure, ReportedYear, ReportingRow } from '@khue/domain/statisticsApi';
import type { Told } from './told.ts';

/** A moment of a school year that figures are of. */
export interface ReportMoment {
  readonly schoolYear: string;
  readonly period: ReportPeriod;
}

/** Rows of a sheet that have faults, as they were read, to be shown again with the faulty cells marked. */
export interface FaultyRows {
  readonly sheet: string;
  /** Line 1 is the first of the sheet; the header is among them. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** What an accepted sheet holds. */
export type SheetContents =
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  | { readonly kind: 'population'; readonly wards: readonly { readonly code: string; readonly people: number }[] };

export interface SubmissionRepository {
  /** Keeps a sheet as received. `scope`: schools its sender may report for; null: all. */
  create(
    submission: Submission,
    sheet: { readonly file: Uint8Array; readonly scope: readonly string[] | null },
    told: Told,
  ): Promise<void>;
  find(id: string): Promise<Submission | null>;
  /** Newest first; of one account where it is named. */
  list(options: { readonly accountId: string | null; readonly limit: number }): Promise<Submission[]>;
  /** The file and whose schools it may be about; null where there is no such submission. */
  sheet(id: string): Promise<{ file: Uint8Array; scope: ReadonlySet<string> | null } | null>;
  /** Ids of those to be checked, or accepted but not evaluated yet; oldest first. */
  unfinished(): Promise<string[]>;
  /** Stores how a check ended without a figure taken over, or that it goes on. */
  progress(
    submission: Submission,
    found: { readonly faults: readonly SheetFault[]; readonly faultyRows: FaultyRows | null },
    told: Told,
  ): Promise<void>;
  /** Takes a sheet over as a whole: its cells supersede those of the same schools, level, year and period. */
  accept(submission: Submission, contents: SheetContents, warnings: readonly SheetFault[], told: Told): Promise<void>;
  /** Wards, as of the day of its figures, of the schools it is about; null: of no ward. */
  wards(id: string): Promise<(string | null)[]>;
  /** Its figures are in the values now. */
  markEvaluated(id: string): Promise<void>;
  faults(id: string): Promise<SheetFault[]>;
  faultyRows(id: string): Promise<FaultyRows | null>;
}

/** Names what values of wards are of: an indicator at a level, or at all. */
export function frameName(key: string, level: EducationLevel | null): string {
  return `${key} ${level ?? ''}`;
}

/** A school as it stood on the day that figures are of. */
export interface SchoolOfMoment extends School {
  /** Whether it is in the register still. */
  readonly isOpen: boolean;
}

/** Where values are of: a year, a period, one level or all (null), one kind of place. */
export interface ValueFrame extends ReportMoment {
  readonly key: string;
  readonly level: EducationLevel | null;
  readonly by: PlaceKind;
}

/** Values of one frame as they are written. */
export interface FramedValues extends ValueFrame {
  readonly version: number;
  readonly values: readonly IndicatorValue[];
}

/** Which of a place's figures are asked for. `schools`: no others than these; null: all. */
export interface FigureFilter extends ReportMoment {
  readonly place: string;
  readonly level?: EducationLevel | undefined;
  readonly measure?: Measure | undefined;
  readonly schools: ReadonlySet<string> | null;
}

export interface StatisticsRepository {
  readonly submissions: SubmissionRepository;
  /** Definitions in force at a day, in their order. */
  definitions(day: Date): Promise<IndicatorDefinition[]>;
  /**
   * Schools as they stood on the day that the figures are of, a row for each level they offered, with what they reported;
   * of some wards (null among them: schools without a ward), or of all.
   */
  reportedRows(moment: ReportMoment, wardCodes?: readonly (string | null)[]): Promise<ReportedRow[]>;
  /**
   * Schools of the day that the figures are of, by code: those that the register had then, those that reported, and, where
   * the register begins later, those of its first day.
   */
  schools(moment: ReportMoment): Promise<SchoolOfMoment[]>;
  /** Schools that a sheet may be about, by code: those in the register, and those of its moment that are no more. */
  sheetSchools(moment: ReportMoment): Promise<School[]>;
  /** People aged 3–18 by ward; of the latest school year up to this one that has them. */
  population(schoolYear: string): Promise<ReadonlyMap<string, number>>;
  /** Writes values over those there; those that stay equal are not touched. Returns how many were written. */
  saveValues(values: readonly FramedValues[]): Promise<number>;
  /** Drops the values of schools and wards at a moment that are not among those given: what is no more. */
  dropOthers(moment: ReportMoment, values: readonly FramedValues[]): Promise<void>;
  /** Every value of a moment's wards, by indicator and level: what the city is added up from. */
  wardValues(moment: ReportMoment): Promise<ReadonlyMap<string, readonly IndicatorValue[]>>;
  /** By place. */
  values(frame: ValueFrame): Promise<IndicatorValue[]>;
  trend(frame: Omit<ValueFrame, 'schoolYear'>, place: string): Promise<(IndicatorValue & { schoolYear: string })[]>;
  breakdown(filter: FigureFilter, measure: Measure): Promise<BreakdownCell[]>;
  /** At most `limit`, by school, level and column. */
  figures(filter: FigureFilter, limit: number): Promise<HeldFigure[]>;
  /** Moments with figures, oldest first. */
  moments(): Promise<ReportMoment[]>;
  /** The same, counted over the schools given; null: all. */
  years(schools: ReadonlySet<string> | null): Promise<ReportedYear[]>;
  /** Who reported; over the schools given. */
  reporting(
    moment: ReportMoment & { readonly level?: EducationLevel | undefined },
    schools: ReadonlySet<string> | null,
  ): Promise<ReportingRow[]>;
  /** Grows with every change of values: what was prepared from older ones is old. */
  valuesEpoch(): Promise<string>;
}
