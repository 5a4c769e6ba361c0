import './theme.css';
import { createRoot } from 'react-dom/client';
import { App } from './screens/app.tsx';
import { Unready } from './screens/unready.tsx';
import { Scanner } from './shift/scanner.ts';
import { followVersions } from './shift/versions.ts';

const root = createRoot(document.getElementById('app') ?? document.body);
Scanner.open().then(
  (scanner) => {
    root.render(<App scanner={scanner} />);
    followVersions(scanner);
  },
  () => root.render(<Unready />),
);
