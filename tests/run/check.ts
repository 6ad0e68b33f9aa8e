import { checkLicences } from './licences.ts';
import { runSteps } from './steps.ts';

process.stdout.write('\n  Kiểm tra · check\n\n');
const passed = await runSteps([
  { name: 'types · kiểu', run: ['tsc', '-p', '.'] },
  { name: 'types of the web client · kiểu của giao diện', run: ['tsc', '-p', 'dashboard/web'] },
  { name: 'types of the tests · kiểu của kiểm thử', run: ['tsc', '-p', 'tests'] },
  { name: 'lint and floors · quy tắc và các tầng', run: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'formatting · trình bày', run: ['biome', 'format', '.'] },
  { name: 'dead code · mã thừa', run: ['knip', '--no-progress', '--no-config-hints'] },
  { name: 'licences · giấy phép', run: checkLicences },
  { name: 'links in the documents · liên kết tài liệu', run: ['remark', '--quiet', '--frail', '.'] },
]);
process.exitCode = passed ? 0 : 1;
