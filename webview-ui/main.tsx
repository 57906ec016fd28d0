import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { readBoot } from './boot.ts';
import { setStrings } from './strings.ts';

const boot = readBoot();
setStrings(boot.strings, boot.locale);

const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));
createRoot(root).render(<App boot={boot} />);
