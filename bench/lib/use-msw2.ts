// Loaded with --import: `msw` means msw 2 in this process.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'msw' && !specifier.startsWith('msw/')) return next(specifier, context);
    return next(specifier.replace('msw', 'msw2'), { ...context, parentURL: import.meta.url });
  },
});
