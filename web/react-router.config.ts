import type { Config } from '@react-router/dev/config';

export default {
  ssr: true,
  appDirectory: '.',
  buildDirectory: 'build',
  routeDiscovery: { mode: 'initial' },
} satisfies Config;
