// SPDX-License-Identifier: Apache-2.0
// A stranger's client of tus 1.0.0 (tus-js-client) sends a container: client.mjs OPTIONS.json
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const options = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tus = createRequire(`${options.modules}/`)('tus-js-client');
const container = readFileSync(options.container);
const tls = { cert: readFileSync(options.certificate), key: readFileSync(options.key), ca: readFileSync(options.roots) };
const agent = new Agent({ ...tls, keepAlive: true });

// One plain request, for what tus-js-client itself has no words for.
function ask(method, path, headers = {}, body) {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, options.url),
      { method, agent, headers: { 'Tus-Resumable': '1.0.0', ...headers } }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
          body: Buffer.concat(parts).toString() }));
      });
    sent.on('error', reject);
    sent.end(body);
  });
}

function upload(id, stopAfter) {
  const seen = { requests: [], expires: undefined, message: undefined, url: undefined };
  return new Promise((resolve, reject) => {
    const one = new tus.Upload(container, {
      endpoint: `${options.url}/v1/uploads`,
      chunkSize: options.chunk,
      httpStack: new tus.DefaultHttpStack({ agent }),
      retryDelays: null,
      uploadUrl: options.resume,
      metadata: { sender: options.sender, 'message-id': id, digest: options.digest },
      onAfterResponse: (sent, answer) => {
        seen.requests.push(`${sent.getMethod()} ${answer.getStatus()}`);
        seen.expires ??= answer.getHeader('Upload-Expires');
        seen.message ??= answer.getHeader('Zhibao-Message');
      },
      onChunkComplete: (size, accepted) => {
        if (stopAfter && accepted >= stopAfter) {
          seen.url = one.url;
          one.abort(stopAfter === 1 && options.terminate).then(() => resolve(seen), reject);
        }
      },
      onError: reject,
      onSuccess: () => {
        seen.url = one.url;
        resolve(seen);
      },
    });
    one.start();
  });
}

async function checksums(url) {
  const path = new URL(url).pathname;
  const { headers } = await ask('HEAD', path);
  const offset = Number(headers['upload-offset']);
  const chunk = container.subarray(offset, offset + 10);
  const patch = (checksum, bytes) => ask('PATCH', path, {
    'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': offset, 'Content-Length': bytes.length,
    ...(checksum ? { 'Upload-Checksum': checksum } : {}) }, bytes);
  const sum = (name) => `${name} ${createHash(name).update(chunk).digest('base64')}`;
  const wrong = await patch(`sha256 ${createHash('sha256').update('x').digest('base64')}`, chunk);
  const unknown = await patch(`md5 ${createHash('md5').update(chunk).digest('base64')}`, chunk);
  const large = await patch(undefined, Buffer.alloc(1024 * 1024 + 1));
  const right = await patch(sum('sha1'), chunk);
  return { wrong: wrong.status, unknown: unknown.status, large: large.status, right: right.status,
    offset: Number(right.headers['upload-offset']) - offset };
}

const told = {};
told.options = (await ask('OPTIONS', '/v1/uploads')).headers;
// One that is ended by its sender is gone.
options.terminate = true;
const ended = await upload(options.other, 1);
told.ended = { requests: ended.requests, after: (await ask('HEAD', new URL(ended.url).pathname)).status };
// One that breaks off goes on from where the server has it.
const broken = await upload(options.message, options.chunk * 2);
told.expires = broken.expires;
told.checksums = await checksums(broken.url);
options.resume = broken.url;
const whole = await upload(options.message);
told.requests = whole.requests;
told.message = whole.message;
const [sender, id] = (whole.message ?? '/').split('/');
told.answer = JSON.parse((await ask('GET', `/v1/messages/${sender}/${id}`)).body);
console.log(JSON.stringify(told));
agent.destroy();
