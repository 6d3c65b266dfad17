import { defineConfig } from 'tsup';
import { library } from '../../scripts/lib/tsup.mjs';

export default defineConfig(
  library({
    index: 'src/index.ts',
    'rules/index': 'src/rules/index.ts',
    'rules/examples': 'src/rules/examples.gen.ts',
    'errors/index': 'src/errors/index.ts',
  }),
);
