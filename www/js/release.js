// What releases and servers are called. No words: names are the same in every language.

/** `Exchange Server 2016 CU23 Oct25SU`. @param {Pick<import('expatch').Release, 'product' | 'baseline' | 'update'>} release */
export const releaseName = ({ product, baseline, update }) => [product, baseline, update].filter(Boolean).join(' ');

/** What a server is: its release, or what all candidates share. @param {Pick<import('expatch').Server, 'release' | 'shared'>} server */
export const whatIs = ({ release, shared }) =>
  release ? releaseName(release) : shared ? [shared.product, shared.baseline].filter(Boolean).join(' ') : '';
