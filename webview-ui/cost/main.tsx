import { createRoot } from 'react-dom/client';
import { readBoot } from '../boot.ts';
import { setStrings } from '../strings.ts';
import { CostPage } from './CostPage.tsx';

const boot = readBoot();
setStrings(boot.strings, boot.locale);

const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));
createRoot(root).render(<CostPage locale={boot.locale} />);
