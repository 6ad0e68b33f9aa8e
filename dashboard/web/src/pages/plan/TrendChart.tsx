import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, registerLocale, use } from 'echarts/core';
import vietnamese from 'echarts/i18n/langVI-obj.js';
import { CanvasRenderer } from 'echarts/renderers';
import { type JSX, useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/language.ts';
import type { Measure } from './measures.ts';

use([LineChart, GridComponent, AriaComponent, MarkLineComponent, CanvasRenderer]);
registerLocale('VI', vietnamese);

interface TrendChartProps {
  readonly measure: Measure;
  readonly title: string;
  readonly years: readonly string[];
  /** By year, in their order; null: nothing was reported. */
  readonly values: readonly (number | null)[];
}

const [ink, muted, line, accent, brown] = ['#17202a', '#5b6875', '#d8dee5', '#1565c0', '#9c3a0b'] as const;

/** The line over the years; a year without figures is a gap. `font`: pixels of small text. */
function options(
  { measure, title, years, values }: TrendChartProps,
  { font, say, target }: { readonly font: number; readonly say: (value: number) => string; readonly target: string },
): EChartsCoreOption {
  const text = { fontFamily: 'Be Vietnam Pro', fontSize: font };
  const { bound } = measure;
  const known = [...values.flatMap((value) => value ?? []), ...(bound === null ? [] : [bound.at])];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const room = (most - least || Math.abs(most) || 1) * 0.25;
  const markLine = {
    symbol: 'none',
    silent: true,
    lineStyle: { color: brown, type: 'dashed', width: 1.5 },
    label: { ...text, color: brown, formatter: target, position: 'end' },
    data: bound === null ? [] : [{ yAxis: bound.at }],
  };
  return {
    animation: false,
    aria: { enabled: true, label: { description: title } },
    grid: { left: font * 5, right: bound === null ? font * 2.5 : font * 8, top: font * 1.8, bottom: font * 2.2 },
    xAxis: {
      type: 'category',
      data: years.map((year) => `${year.slice(0, 4)}–${year.slice(7)}`),
      axisLabel: { ...text, color: muted },
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      min: least >= 0 ? Math.max(0, least - room) : least - room,
      max: most + room,
      axisLabel: {
        ...text,
        color: muted,
        formatter: (value: number) => say(value),
        showMinLabel: false,
        showMaxLabel: false,
      },
      splitLine: { lineStyle: { color: line } },
      splitNumber: 3,
    },
    series: [
      {
        type: 'line',
        data: [...values],
        symbol: 'circle',
        symbolSize: font * 0.7,
        lineStyle: { color: accent, width: 2 },
        itemStyle: { color: accent },
        label: { ...text, show: true, color: ink, formatter: ({ value }: { value: number }) => say(value) },
        markLine,
      },
    ],
  };
}

/** How what is selected went over the years, against the target. */
export function TrendChart(props: TrendChartProps): JSX.Element {
  const { t, format, language } = useTexts();
  const place = useRef<HTMLElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const { measure } = props;

  useEffect(() => {
    if (place.current === null) return undefined;
    const made = init(place.current, null, { locale: language === 'vi' ? 'VI' : 'EN' });
    chart.current = made;
    const sizes = new ResizeObserver(() => made.resize());
    sizes.observe(place.current);
    return () => {
      sizes.disconnect();
      chart.current = null;
      made.dispose();
    };
  }, [language]);

  useEffect(() => {
    const font = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.2;
    const say = (value: number): string => format.number(value, Math.min(2, measure.decimals));
    const { bound } = measure;
    const sign = bound?.kind === 'atMost' ? '≤' : '≥';
    const target = bound === null ? '' : t('plan.target', { target: `${sign} ${say(bound.at)}` });
    chart.current?.setOption(options(props, { font, say, target }), true);
  }, [props, measure, t, format]);

  return <figure ref={place} className="plan-trend" aria-label={props.title} />;
}
