// Prints where the Chromium of the lock file is; it is unpacked into $TMPDIR.
import chromium from '@sparticuz/chromium';

console.log(await chromium.executablePath());
