import { defineConfig } from 'tsup';
import { library } from '../../scripts/lib/tsup.mjs';

export default defineConfig(
  library({
    index: 'src/index.ts',
    'transports/msw': 'src/transports/msw.ts',
    'vitest/index': 'src/vitest/index.ts',
  }),
);
