// SPDX-License-Identifier: GPL-3.0-or-later
// node send-nodemailer.mjs PORT MESSAGES CONNECTIONS HTML TEXT: the same content through nodemailer's pool,
// beside bench-send. Run in a folder where nodemailer is installed.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const nodemailer = createRequire(process.cwd() + '/')('nodemailer');
const [port, count, connections] = process.argv.slice(2, 5).map(Number);
const html = readFileSync(process.argv[5], 'utf8');
const text = readFileSync(process.argv[6], 'utf8');
const transport = nodemailer.createTransport({
  host: '127.0.0.1', port, pool: true, maxConnections: connections, maxMessages: Infinity,
  secure: false, ignoreTLS: true,
});
const start = process.hrtime.bigint();
let next = 0;

async function send() {
  while (next < count) {
    const i = next++;
    const name = `김하나 ${i}`;
    await transport.sendMail({
      from: '한빛 <news@brand.test>', to: `user${i}@ok.test`, subject: `(광고) ${name}님, 봄 소식`,
      html: html.replaceAll('김하나 5', name), text: text.replaceAll('김하나 5', name),
      list: { unsubscribe: { url: 'mailto:news@brand.test?subject=unsubscribe', comment: '' } },
    });
  }
}
await Promise.all(Array.from({ length: connections * 2 }, send));
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(`nodemailer ${(count / seconds).toFixed(0)}/s, ${(process.memoryUsage().rss / 1048576).toFixed(0)} MB`);
transport.close();
