/** ECharts ships its locales as plain modules without types. */
declare module 'echarts/i18n/langVI-obj.js' {
  import type { registerLocale } from 'echarts/core';

  const locale: Parameters<typeof registerLocale>[1];
  export default locale;
}
