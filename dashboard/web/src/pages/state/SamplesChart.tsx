import type { SystemState } from '@khue/domain/api';
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, registerLocale, use } from 'echarts/core';
import vietnamese from 'echarts/i18n/langVI-obj.js';
import { CanvasRenderer } from 'echarts/renderers';
import { type JSX, useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/language.ts';

use([BarChart, GridComponent, AriaComponent, CanvasRenderer]);
registerLocale('VI', vietnamese);

interface SamplesChartProps {
  readonly minutes: SystemState['samplesPerMinute'];
}

/** What follows the size of the page's text: the interface is laid out in rem, a canvas knows pixels only. */
function measures(): EChartsCoreOption {
  const font = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.2;
  const axisLabel = { color: '#93a1af', fontFamily: 'Be Vietnam Pro', fontSize: font };
  return {
    grid: { left: font * 4, right: font, top: font, bottom: font * 2.4 },
    xAxis: { axisLabel },
    yAxis: { axisLabel },
  };
}

/** Samples of each minute of the last hour, as bars. */
export function SamplesChart({ minutes }: SamplesChartProps): JSX.Element {
  const { t, format, language } = useTexts();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (place.current === null) return undefined;
    const chart = init(place.current, null, { locale: language === 'vi' ? 'VI' : 'EN' });
    chart.setOption({
      animation: false,
      aria: { enabled: true, label: { description: t('state.samples') } },
      xAxis: {
        type: 'category',
        data: minutes.map((minute) => format.time(Date.parse(minute.at)).slice(0, 5)),
        axisLabel: { interval: 9 },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: '#2a343f' } },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        axisLabel: { formatter: (value: number) => format.number(value) },
        splitLine: { lineStyle: { color: '#1d252e' } },
      },
      series: [
        {
          type: 'bar',
          data: minutes.map((minute) => minute.samples),
          itemStyle: { color: '#6b7784' },
          barCategoryGap: '30%',
        },
      ],
    });
    const sizes = new ResizeObserver(() => {
      chart.resize();
      chart.setOption(measures());
    });
    sizes.observe(place.current);
    return () => {
      sizes.disconnect();
      chart.dispose();
    };
  }, [minutes, format, language, t]);

  return <div ref={place} className="samples-chart" />;
}
