// SPDX-License-Identifier: GPL-3.0-or-later
// node render-liquidjs.mjs FOLDER COPIES: renders what "bench-render COPIES FOLDER" wrote with liquidjs, escaping
// every output as a mail needs it, beside bench-render. Run in a folder where liquidjs is installed.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const { Liquid } = createRequire(process.cwd() + '/')('liquidjs');
const [folder, copies] = [process.argv[2], Number(process.argv[3] ?? 20000)];
const engine = new Liquid({ outputEscape: 'escape' });
const template = engine.parse(readFileSync(`${folder}/newsletter.liquid`, 'utf8'));
const data = JSON.parse(readFileSync(`${folder}/data.json`, 'utf8'));
let length = 0;

for (let i = 0; i < Math.min(copies, 500); i++) length = engine.renderSync(template, data).length; // warm
const start = process.hrtime.bigint();
for (let i = 0; i < copies; i++) length = engine.renderSync(template, data).length;
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(`liquidjs: ${Buffer.byteLength(engine.renderSync(template, data))} bytes: ${(copies / seconds).toFixed(0)}/s`);
