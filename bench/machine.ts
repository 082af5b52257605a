import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** The machine that figures were measured on. Figures of two machines cannot be compared. */
export type Machine = {
  cpu: string;
  cores: number;
  memoryBytes: number;
  system: string;
  node: string;
};

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}

/** The most memory that a process has had so far. Only Linux tells; elsewhere undefined. */
export function peakMemory(pid: number): number | undefined {
  if (platform() !== 'linux') return undefined;
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // The process has ended.
    return undefined;
  }
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Linux counts processor time in hundredths of a second, on every processor that Node runs on. */
const TICK_MS = 10;

/** Where the times of a process, and of its ended children, stand in its line, counted from behind its name. */
const OWN = [11, 12];
const CHILDREN = [13, 14];

/** The processor time that a process and its ended children have used. Only Linux tells; elsewhere undefined. */
export function processorTime(pid: number): number | undefined {
  return ticks(pid, [...OWN, ...CHILDREN]);
}

/** The processor time of all programs that this process ran to their end. Only Linux tells. */
export function processorTimeOfChildren(): number | undefined {
  return ticks(process.pid, CHILDREN);
}

function ticks(pid: number, fields: readonly number[]): number | undefined {
  if (platform() !== 'linux') return undefined;
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name is in brackets and may hold anything.
  const values = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields.reduce((sum, field) => sum + Number(values[field]), 0) * TICK_MS;
}
