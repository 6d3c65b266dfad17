// Measures one version of msw and prints the times as JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { handlers } from '@azureml-cmk/simulator/msw';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { pair } from './measure.ts';
import { constantCredential, getVault, simulatorWithVault } from './scene.ts';

const sim = simulatorWithVault();
const url = /^https:\/\/management\.azure\.com\//;
const simulated = getVault(sim.credential(), sim.subscriptionId, {});
const floorOf = getVault(constantCredential, sim.subscriptionId, {});

const server = setupServer();
server.listen();

let body = '';
let headers: Record<string, string> = {};
server.use(
  http.all(url, async ({ request }) => {
    const response = await sim.fetch(request);
    headers = Object.fromEntries(response.headers);
    body = await response.clone().text();
    return response;
  }),
);
await simulated();

const constant = [http.all(url, () => new HttpResponse(body, { headers }))];
const real = handlers(sim);
const times = await pair(
  async () => {
    server.resetHandlers(...constant);
    await floorOf();
  },
  async () => {
    server.resetHandlers(...real);
    sim.ledger.clear();
    await simulated();
  },
);
server.close();
const entry = createRequire(import.meta.url).resolve(
  import.meta.resolve('msw').includes('msw@2') ? 'msw2' : 'msw',
);
const { version } = JSON.parse(
  readFileSync(join(dirname(dirname(dirname(entry))), 'package.json'), 'utf8'),
) as { version: string };
console.log(JSON.stringify({ version, ...times }));
