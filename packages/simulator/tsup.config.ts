import { defineConfig } from 'tsup';
import { withParts } from '../../scripts/lib/parts.mjs';
import { library } from '../../scripts/lib/tsup.mjs';
import modules from './src/parts/parts.gen.json' with { type: 'json' };

export default defineConfig(
  withParts(
    library({
      index: 'src/index.ts',
      'transports/msw': 'src/transports/msw.ts',
      'vitest/index': 'src/vitest/index.ts',
    }),
    { folder: 'src', modules, before: 'src/index.ts' },
  ),
);
