import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INVENTORY, type Tree, writeTree } from './write.ts';

let parent = '';
let out = '';

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tandem-write-'));
  out = join(parent, 'out');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const tree = (files: Record<string, string>): Tree => new Map(Object.entries(files));
const read = (path: string) => readFileSync(join(out, path), 'utf8');

describe('the directory that synth writes', () => {
  it('holds every file and an inventory of them', () => {
    writeTree(out, tree({ 'a/one': '1', 'b/two': '2' }));
    expect(read('a/one')).toBe('1');
    expect(JSON.parse(read(INVENTORY)).files).toEqual(['a/one', 'b/two']);
    expect(readdirSync(parent)).toEqual(['out']);
  });

  it('loses what is no longer written', () => {
    writeTree(out, tree({ 'a/one': '1', 'b/two': '2' }));
    writeTree(out, tree({ 'a/one': '3' }));
    expect(read('a/one')).toBe('3');
    expect(existsSync(join(out, 'b'))).toBe(false);
  });

  it('keeps what terraform left in it: locks, working directories and local states', () => {
    writeTree(out, tree({ 'a/one': '1', 'gone/two': '2' }));
    writeFileSync(join(out, 'a/terraform.tfstate'), 'state');
    mkdirSync(join(out, 'a/.terraform/providers'), { recursive: true });
    writeFileSync(join(out, 'a/.terraform/providers/x'), 'x');
    writeFileSync(join(out, 'gone/terraform.tfstate'), 'the state of a stack that is no more');
    writeTree(out, tree({ 'a/one': '3' }));
    expect(read('a/one')).toBe('3');
    expect(read('a/terraform.tfstate')).toBe('state');
    expect(read('a/.terraform/providers/x')).toBe('x');
    expect(read('gone/terraform.tfstate')).toContain('no more');
    expect(existsSync(join(out, 'gone/two'))).toBe(false);
  });

  it('takes an empty directory, and refuses one that it did not write', () => {
    mkdirSync(out);
    writeTree(out, tree({ one: '1' }));
    const foreign = join(parent, 'home');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'letter'), 'dear');
    expect(() => writeTree(foreign, tree({ one: '1' }))).toThrow(/will not replace it/);
    expect(readdirSync(foreign)).toEqual(['letter']);
  });

  it('is as before when a file cannot be written', () => {
    writeTree(out, tree({ one: '1' }));
    expect(() => writeTree(out, tree({ one: '2', 'one/below': '3' }))).toThrow();
    expect(read('one')).toBe('1');
    expect(readdirSync(parent)).toEqual(['out']);
  });

  it('comes back after a kill between taking the old away and putting the new in place', () => {
    writeTree(out, tree({ one: '1' }));
    writeFileSync(join(out, 'terraform.tfstate'), 'state');
    mkdirSync(join(parent, '.out.previous'));
    for (const name of readdirSync(out)) {
      writeFileSync(join(parent, '.out.previous', name), read(name));
    }
    rmSync(out, { recursive: true });
    writeTree(out, tree({ one: '2' }));
    expect(read('one')).toBe('2');
    expect(read('terraform.tfstate')).toBe('state');
    expect(readdirSync(parent)).toEqual(['out']);
  });
});
