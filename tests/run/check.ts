import { checkLicences } from './licences.ts';
import { runSteps } from './steps.ts';

process.stdout.write('\n  Kiểm tra · check\n\n');
// The longest first: what is left over at the end then is short.
const passed = await runSteps(
  [
    { name: 'lint and floors · quy tắc và các tầng', run: ['oxlint', '--type-aware', '--deny-warnings'] },
    { name: 'types · kiểu', run: ['tsc', '-p', '.'] },
    { name: 'types of the tests · kiểu của kiểm thử', run: ['tsc', '-p', 'tests'] },
    { name: 'types of the web client · kiểu của giao diện', run: ['tsc', '-p', 'dashboard/web'] },
    { name: 'dead code · mã thừa', run: ['knip', '--no-progress', '--no-config-hints'] },
    { name: 'formatting · trình bày', run: ['biome', 'format', '.'] },
    { name: 'links in the documents · liên kết tài liệu', run: ['remark', '--quiet', '--frail', '.'] },
    { name: 'licences · giấy phép', run: checkLicences },
  ],
  2,
);
process.exitCode = passed ? 0 : 1;
