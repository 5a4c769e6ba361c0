// One script, to be put into pages that the scanner's own build has made as well as into an empty one.
export default {
  build: { target: 'es2022', lib: { entry: 'gate.ts', formats: ['iife'], name: 'gate', fileName: () => 'gate.js' } },
};
