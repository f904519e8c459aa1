// SPDX-License-Identifier: Apache-2.0
// A stranger's server of tus 1.0.0 (@tus/server) before a receiver: takes uploads, hands each whole one on by
// tus-js-client, and passes on all else. server.mjs OPTIONS.json; says its port.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:https';
import { createRequire } from 'node:module';

const CHUNK = 1024 * 1024;
const options = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const require = createRequire(`${options.modules}/`);
const tus = require('tus-js-client');
const { Server } = require('@tus/server');
const { FileStore } = require('@tus/file-store');
const upstream = new Agent({ ca: readFileSync(options.roots), cert: readFileSync(options.client),
  key: readFileSync(options.clientKey), keepAlive: false });

function handOn(path, metadata) {
  const bytes = readFileSync(path);
  return new Promise((resolve, reject) => {
    let message;
    new tus.Upload(bytes, {
      endpoint: `${options.url}/v1/uploads`,
      chunkSize: CHUNK,
      httpStack: new tus.DefaultHttpStack({ agent: upstream }),
      retryDelays: null,
      metadata,
      // The receiver of the tests insists on it; tus-js-client itself has no checksums.
      onBeforeRequest: (asked) => {
        if (asked.getMethod() !== 'PATCH') return;
        const offset = Number(asked.getHeader('Upload-Offset'));
        const sum = createHash('sha256').update(bytes.subarray(offset, offset + CHUNK)).digest('base64');
        asked.setHeader('Upload-Checksum', `sha256 ${sum}`);
      },
      onAfterResponse: (sent, answer) => { message ??= answer.getHeader('Zhibao-Message'); },
      onError: (error) => { process.stderr.write(`${error}\n`); reject(error); },
      onSuccess: () => resolve(message),
    }).start();
  });
}

const uploads = new Server({
  path: '/v1/uploads',
  relativeLocation: true,
  datastore: new FileStore({ directory: options.folder }),
  onUploadFinish: async (asked, answer, upload) => {
    answer.setHeader('Zhibao-Message', await handOn(`${options.folder}/${upload.id}`, upload.metadata));
    return answer;
  },
});

function passOn(asked, answer) {
  const sent = request(new URL(asked.url, options.url), { method: asked.method, agent: upstream }, (got) => {
    answer.writeHead(got.statusCode, got.headers);
    got.pipe(answer);
  });
  sent.on('error', () => answer.destroy());
  asked.pipe(sent);
}

const server = createServer({ cert: readFileSync(options.certificate), key: readFileSync(options.key) },
  (asked, answer) => {
    process.stderr.write(`${asked.method} ${asked.url}\n`);
    if (asked.url.startsWith('/v1/uploads')) uploads.handle(asked, answer);
    else passOn(asked, answer);
  });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
