/** `npm run demo`: an encrypted workspace from description to proof. */
import { enableCompileCache } from 'node:module';

// The second run starts twice as fast.
enableCompileCache();
const { main } = await import('./demo/main.ts');
process.exitCode = await main(process.argv.slice(2));
