import type { Page } from "@playwright/test";

export interface FillJob {
  address: string;
  image: Buffer;
  mask: Buffer;
  references: Buffer[];
  frame: "auto" | { custom: { width: number; height: number } };
  variant: number;
  format: "png" | "jpeg" | "webp";
  seed: number;
}

export interface Filled {
  file: Buffer;
  /** Of the fill alone. */
  millis: number;
  /** Bytes of the worker's memory, at most. */
  memory: number;
  /** How many progress replies there were. */
  progress: number;
  /** From the first progress reply to the first preview; null when it was over sooner. */
  previewMillis: number | null;
}

export function serve(dist: string): Promise<{ address: string; close: () => void }>;
export function fill(page: Page, job: FillJob): Promise<Filled>;
