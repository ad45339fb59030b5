// What reports hold besides what the package's types say today.
import 'expatch';

declare module 'expatch' {
  interface Mention {
    text: string;
    start: number;
    end: number;
    why: string;
    build?: string;
    prefix?: string;
    release?: string;
    ifYours?: { patched: string; status: string };
  }
  interface Report {
    mentions: Mention[];
  }
}
