import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSetting, readSettings, SettingInvalid } from './read-settings.ts';
import type { Setting } from './setting.ts';
import { SETTINGS } from './settings.ts';

function refusal(env: NodeJS.ProcessEnv, flags = {}): string {
  try {
    readSettings(env, flags);
  } catch (error) {
    if (error instanceof SettingInvalid) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

test('without environment and options, every setting has its default', () => {
  const settings = readSettings({});
  assert.equal(settings.data, './data');
  assert.equal(settings.host, '127.0.0.1');
  assert.equal(settings.port, 8026);
  assert.equal(settings.logLevel, 'info');
  assert.equal(settings.rateLimit, 6000);
  assert.equal(settings.stallTimeout, 30);
  assert.equal(settings.metrics, 'local');
  assert.equal(settings.retentionDays, 0);
  assert.equal(settings.maxEventBytes, 262_144);
  assert.equal(settings.maxArrayBytes, 16_777_216);
  assert.equal(settings.maxCommitEvents, 20_000);
  assert.equal(settings.maxCommitBytes, 16_777_216);
  assert.deepEqual(Object.keys(settings), Object.keys(SETTINGS));
});

test('an option wins over the environment, the environment over the default', () => {
  const env = { CHAPPE_PORT: '9000', CHAPPE_HOST: '::1' };
  const settings = readSettings(env, { port: '0' });
  assert.equal(settings.port, 0);
  assert.equal(settings.host, '::1');
});

test('an empty environment variable is unset, an empty option is refused', () => {
  assert.equal(readSettings({ CHAPPE_PORT: '' }).port, 8026);
  assert.equal(refusal({}, { data: '' }), "--data is '', but must be a text that is not empty");
});

test('a refusal names the variable or the option, the value and what is allowed', () => {
  assert.equal(
    refusal({ CHAPPE_PORT: '70000' }),
    "CHAPPE_PORT is '70000', but must be a whole number from 0 to 65535",
  );
  assert.equal(refusal({}, { port: 'http' }), "--port is 'http', but must be a whole number from 0 to 65535");
  assert.equal(
    refusal({ CHAPPE_LOG_LEVEL: 'loud' }),
    "CHAPPE_LOG_LEVEL is 'loud', but must be one of silent, fatal, error, warn, info, debug, trace",
  );
});

test('numbers are plain decimal digits', () => {
  for (const text of ['0x10', '1e3', ' 7', '7 ', '-1', '1.5', '+1', '٣']) {
    assert.match(refusal({ CHAPPE_RATE_LIMIT: text }), /^CHAPPE_RATE_LIMIT is /, text);
  }
  assert.equal(readSettings({ CHAPPE_RATE_LIMIT: '0' }).rateLimit, 0);
});

test('the address of links is taken without what would spoil them, or refused', () => {
  const read = (text: string) => readSettings({ CHAPPE_TRACKING_URL: text }).trackingUrl;
  for (const [text, expected] of [
    ['auto', 'auto'],
    ['https://t.example.com', 'https://t.example.com'],
    ['HTTPS://T.Example.com:443/', 'https://t.example.com'],
    ['http://127.0.0.1:8026//', 'http://127.0.0.1:8026'],
    ['https://example.com/mail/', 'https://example.com/mail'],
    ['https://t.example.com/t/', 'https://t.example.com'],
  ] as const)
    assert.equal(read(text), expected);
  for (const text of [
    't.example.com',
    'ftp://t.example.com',
    'https://',
    'https://t.example.com/?a',
    'https://t.example.com/#',
    'https://u:p@t.example.com',
    'https://t.example.com /',
  ])
    assert.match(
      refusal({ CHAPPE_TRACKING_URL: text }),
      /must be an address such as https:\/\/t\.example\.com/,
    );
});

test('one setting can be read although another is wrong', () => {
  const env = { CHAPPE_DATA: '/srv/chappe', CHAPPE_PORT: 'wrong' };
  assert.equal(readSetting('data', env), '/srv/chappe');
  assert.throws(() => readSetting('port', env), SettingInvalid);
});

test('variables and options are named once, in one style', () => {
  const table: Setting[] = Object.values(SETTINGS);
  const origins = table.flatMap(({ env, flag }) => (flag ? [env, flag.name] : [env]));
  assert.equal(new Set(origins).size, origins.length);
  for (const { env, since } of table) {
    assert.match(env, /^CHAPPE_[A-Z_]+$/);
    assert.match(since, /^\d+\.\d+\.\d+$/);
  }
});

test('proxies are addresses and networks', () => {
  const read = (text: string) => readSetting('trustedProxies', { CHAPPE_TRUSTED_PROXIES: text });
  assert.equal(read('127.0.0.1, 10.0.0.0/8,::1,fd00::/8'), '127.0.0.1,10.0.0.0/8,::1,fd00::/8');
  assert.equal(read('none'), 'none');
  for (const wrong of [
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '127.0.0.1,',
    'true',
    '1',
  ]) {
    assert.throws(() => read(wrong), SettingInvalid, wrong);
  }
});

test('forms are on the web, and have a place for their id', () => {
  const read = (text: string) => readSetting('formUrl', { CHAPPE_FORM_URL: text });
  assert.equal(read('https://forms.example/{account}/{form}'), 'https://forms.example/{account}/{form}');
  for (const wrong of [
    'https://forms.example/',
    'javascript:{form}',
    'https://me:pw@forms.example/{form}',
    '{form}',
  ]) {
    assert.throws(() => read(wrong), SettingInvalid, wrong);
  }
});

test('a server that reports are brought to is a host and a port, or a word', () => {
  const read = (text: string) => readSetting('canaryReturn', { CHAPPE_CANARY_RETURN: text });
  for (const right of ['auto', 'mx', 'smtp://mx.example.com:25', 'smtp://[::1]:2525'])
    assert.equal(read(right), right);
  for (const wrong of ['off', 'mx.example.com', 'smtp://mx.example.com', 'smtp://a:b@mx.example.com:25'])
    assert.throws(() => read(wrong), SettingInvalid, wrong);
});
