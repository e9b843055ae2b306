import { describe, expect, it } from 'vitest';
import { localAddress, readSettings, SettingsError } from '#server/settings.ts';

describe('settings', () => {
  it('[A13] an empty environment gives production-safe defaults', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      port: 3000,
      host: '0.0.0.0',
      origins: [],
      demo: false,
      metricsToken: null,
      timeZone: 'Asia/Shanghai',
      backup: null,
    });
    expect(settings.dataFolder.endsWith('.sandan')).toBe(true);
  });

  it('[A13] demo mode is refused in production and stays on this machine otherwise', () => {
    expect(() => readSettings({ SANDAN_DEMO: '1', NODE_ENV: 'production' })).toThrow(/SANDAN_DEMO/);
    expect(readSettings({ SANDAN_DEMO: '1' })).toMatchObject({ demo: true, host: '127.0.0.1' });
    expect(readSettings({ SANDAN_DEMO: '1', HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['SANDAN_ORIGIN', 'board.example'],
    ['SANDAN_ORIGIN', 'https://board.example/path'],
    ['SANDAN_ORIGIN', 'ftp://board.example'],
    ['SANDAN_DEMO', 'yes'],
    ['SANDAN_TIME_ZONE', 'Mars/Olympus'],
    ['SANDAN_METRICS_TOKEN', 'short'],
    ['SANDAN_SESSION_HOURS', '0'],
    ['SANDAN_PROXY_HOPS', '-1'],
    ['SANDAN_LOG_LEVEL', 'loud'],
    ['SANDAN_BACKUP_HOUR', '24'],
    ['SANDAN_BACKUP_KEEP', '0'],
    ['SANDAN_BACKUP_FOLDER', '.sandan/backups'],
  ])('[A13] %s=%s is refused with a sentence that names it', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(SettingsError);
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(name));
  });

  it('[A13] origins are a comma list in their canonical form', () => {
    expect(
      readSettings({ SANDAN_ORIGIN: 'https://Board.example:443, http://sandan.lan:3000/' }).origins,
    ).toEqual(['https://board.example', 'http://sandan.lan:3000']);
  });

  it('[D11] a folder alone turns the nightly backup on', () => {
    expect(readSettings({ SANDAN_BACKUP_FOLDER: '/mnt/backups' }).backup).toEqual({
      folder: '/mnt/backups',
      hour: 2,
      keep: 14,
    });
  });

  it('[A13] the printed address can be opened on this machine', () => {
    expect(localAddress('0.0.0.0', 3000)).toBe('http://localhost:3000');
    expect(localAddress('10.0.0.8', 80)).toBe('http://10.0.0.8:80');
    expect(localAddress('fd00::1', 3000)).toBe('http://[fd00::1]:3000');
  });
});
