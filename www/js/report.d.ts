/** The report's shape, as crate/core/src/report/mod.rs serialises it. */
export interface Sentence { code: string; text: string }
export interface Database {
  schema: string; version: string; asOf: string; digest: string;
  releases: number; vulnerabilities: number; patchTuesdaysSince?: string[];
}
export interface Evidence {
  channel: string; text: string; start: number; end: number;
  precision: 'exact' | 'baseline' | 'floor' | 'product' | 'none';
  build?: string; prefix?: string; meaning: string;
}
export interface Release {
  build: string; product: string; baseline: string; update?: string; released: string;
  kb?: string; url?: string; esuOnly?: boolean;
}
export interface Kev { added: string; ransomware: boolean }
export interface Vulnerability {
  id: string; name?: string; cvss?: number; published: string; kev?: Kev;
  fixedIn: string[]; disputed?: string[]; because?: string;
}
export interface ManualStep { code: string; text: string; necessity: string; vulnerabilities: string[] }
export interface Action { code: string; text: string; command?: string; url?: string; install?: Release }
export interface Exposure { id: string; name?: string; since: string; until?: string }
export interface Case { build: string; status: string }
export interface Verdict {
  status: string; severity: number; summary: string; reasons: Sentence[];
  vulnerabilities: { certain: Vulnerability[]; possible: Vulnerability[]; neverEvaluated?: number };
  missing: Release[]; manualSteps: ManualStep[]; actions: Action[]; exposure: Exposure[];
  support?: { state: string; ends?: string; esuEnds?: string; text: string };
  range?: { best: Case; worst: Case };
}
export interface Server {
  name?: string; evidence: Evidence[]; build?: string; candidates: string[];
  release?: Release; verdict: Verdict;
}
export interface Report { database: Database; asOf: string; servers: Server[]; notes: Sentence[] }
