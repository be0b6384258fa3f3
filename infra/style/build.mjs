// Compiles the style into a folder: node build.mjs FOLDER. What is committed under shared/web/asset comes from
// `infra/style.sh write`; `infra/style.sh` compares. The contrast of colours is checked in _contrast.scss.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import rtlcss from 'rtlcss';
import * as sass from 'sass';

const here = import.meta.dirname;
const folder = process.argv[2];
if (!folder) {
  console.error('build.mjs: name the folder to write to');
  process.exit(2);
}

const limits = { 'app.ltr.css': 16 << 10, 'app.rtl.css': 16 << 10, 'app.js': 3 << 10, 'icon.svg': 1 << 10 }; // bytes over the wire

const options = { loadPaths: [join(here, 'node_modules')], quietDeps: true };
const compile = (name) => {
  try {
    return sass.compile(join(here, name), options).css;
  } catch (e) {
    console.error(`build.mjs: ${e.sassMessage ?? e}`);
    process.exit(1);
  }
};
const minify = (css) => sass.compileString(css, { syntax: 'css', style: 'compressed' }).css;

const ltr = compile('app.scss');
write('app.ltr.css', minify(ltr));
write('app.rtl.css', minify(rtlcss.process(ltr) + compile('rtl.scss')));
for (const name of ['app.js', 'icon.svg']) write(name, readFileSync(join(here, '../../shared/web/asset', name), 'utf8'));

// Node's gzip has no time and no name in its header; byte 9, the system it ran on, is set so that all agree.
function write(name, text) {
  const packed = gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
  packed[9] = 255;
  if (packed.length > limits[name]) {
    console.error(`build.mjs: ${name} is ${packed.length} bytes gzipped; at most ${limits[name]}`);
    process.exitCode = 1;
  }
  writeFileSync(join(folder, `${name}.gz`), packed);
  console.log(`${name}: ${text.length} bytes, ${packed.length} gzipped`);
}
