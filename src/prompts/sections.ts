import { parseSection, type Section } from './section.ts';
import asking from './sections/asking.md';
import brief from './sections/brief.md';
import commands from './sections/commands.md';
import coordinator from './sections/coordinator.md';
import editing from './sections/editing.md';
import environment from './sections/environment.md';
import identity from './sections/identity.md';
import instructions from './sections/instructions.md';
import memory from './sections/memory.md';
import memoryIndex from './sections/memoryIndex.md';
import openEditors from './sections/openEditors.md';
import planning from './sections/planning.md';
import projectSections from './sections/projectSections.md';
import reversibility from './sections/reversibility.md';
import safety from './sections/safety.md';
import subagent from './sections/subagent.md';
import tone from './sections/tone.md';
import working from './sections/working.md';
import workingTerse from './sections/working.terse.md';

const files = [
  identity,
  tone,
  working,
  workingTerse,
  planning,
  asking,
  reversibility,
  editing,
  commands,
  memory,
  safety,
  coordinator,
  subagent,
  brief,
  environment,
  openEditors,
  memoryIndex,
  instructions,
  projectSections,
];

/** The sections of Belay itself, every variant of each. */
export const sections: readonly Section[] = files.map((file) => parseSection(file));
