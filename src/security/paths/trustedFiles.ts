import type { Pattern } from './pattern.ts';

// Files that other programs run or trust without anybody starting them: writing one is more than an edit, and creating
// one counts as well. What a person or a test run starts (sources, Makefiles, package.json) is ordinary.

const versionControl = {
  files: [
    ...['.gitmodules', '.gitconfig', '.hgrc', '.hg/hgrc', '.jj/repo/config.toml', '.pre-commit-config.yaml'],
    ...['.pre-commit-hooks.yaml', '.overcommit.yml', '.simple-git-hooks.*', 'simple-git-hooks.*'],
    ...['lefthook.*', '.lefthook.*', 'lefthook-local.*', '.lefthook-local.*'],
  ],
  folders: ['.git', '.githooks', '.husky', '.lefthook', '.config/git', '.config/jj'],
};

const editors = {
  files: [
    ...['*.code-workspace', '.devcontainer.json', 'devcontainer.json', '.gitpod.yml', '.gitpod.dockerfile', '.replit'],
    ...[
      '.vimrc',
      '.gvimrc',
      '.exrc',
      '.nvimrc',
      '.nvim.lua',
      '.emacs',
      '.dir-locals.el',
      '.dir-locals-2.el',
      '.nanorc',
    ],
    ...['.gdbinit', '.gdbearlyinit', '.lldbinit'],
  ],
  folders: [
    ...['.vscode', '.vscode-server', '.idea', '.zed', '.fleet', '.vs', '.theia', '.nova', '.devcontainer', '.idx'],
    ...['.codesandbox', '.vim', '.emacs.d', '.config/nvim', '.config/emacs', '.config/zed', '.config/helix'],
    ...['.config/code', '.config/code - insiders', '.config/vscodium', '.config/cursor'],
    'library/application support/code',
  ],
};

const continuousIntegration = {
  files: [
    ...['.gitlab-ci.yml', '.gitlab-ci.yaml', '.travis.yml', 'azure-pipelines*.yml', 'azure-pipelines*.yaml'],
    ...['bitbucket-pipelines.yml', 'jenkinsfile', 'jenkinsfile.*', '*.jenkinsfile', '.drone.yml', '.woodpecker.yml'],
    ...['.woodpecker.yaml', 'appveyor.yml', '.appveyor.yml', '.cirrus.yml', '.cirrus.star', 'cloudbuild.yml'],
    ...['cloudbuild.yaml', 'cloudbuild.json', 'buildspec.yml', 'buildspec.yaml', 'codefresh.yml', 'bitrise.yml'],
    ...['.build.yml', '.github/dependabot.yml', '.github/dependabot.yaml', 'renovate.json*', '.renovaterc*'],
    '.readthedocs.y*ml',
  ],
  folders: [
    ...['.github/workflows', '.github/actions', '.gitea/workflows', '.forgejo/workflows', '.gitlab/ci', '.circleci'],
    ...['.ci', '.buildkite', '.azure-pipelines', '.teamcity', '.semaphore', '.tekton', '.woodpecker', '.builds'],
  ],
};

const shells = {
  files: [
    ...['.bashrc', '.bash_profile', '.bash_login', '.bash_logout', '.bash_aliases', '.bash_completion', '.profile'],
    ...[
      '.zshrc',
      '.zshenv',
      '.zprofile',
      '.zlogin',
      '.zlogout',
      '.zpreztorc',
      '.kshrc',
      '.mkshrc',
      '.cshrc',
      '.tcshrc',
    ],
    ...['.login', '.logout', '.xonshrc', '.inputrc', '.screenrc', '.tmux.conf', '.dir_colors', 'config.fish'],
    ...['microsoft.*_profile.ps1', 'powershell/profile.ps1', 'windowspowershell/profile.ps1'],
    ...['.xprofile', '.xinitrc', '.xsession', '.xsessionrc', '.pam_environment', '.envrc', '.direnvrc', '.autoenv.zsh'],
    ...['mise.toml', '.mise.toml', 'mise.*.toml', '.mise.*.toml', '.rtx.toml', '.curlrc', '.wgetrc', '.psqlrc'],
    ...['.sqliterc', '.irbrc', '.pryrc', '.rprofile', '.renviron', '.pythonrc', '.pythonstartup', '.octaverc'],
  ],
  folders: [
    ...['.config/fish', '.config/zsh', '.config/bash', '.config/nushell', '.config/powershell', '.config/tmux'],
    ...['.config/direnv', '.config/mise', '.mise', '.oh-my-zsh', '.zfunc', '.config/autostart', '.config/systemd'],
    ...[
      '.config/environment.d',
      'library/launchagents',
      'library/launchdaemons',
      '.ipython',
      '.jupyter',
      '.julia/config',
    ],
    ...['start menu/programs/startup', 'etc/cron.d', 'etc/profile.d', 'var/spool/cron'],
  ],
};

const packageManagers = {
  files: [
    ...[
      '.npmrc',
      '.yarnrc',
      '.yarnrc.yml',
      '.pnpmfile.*js',
      '.pnp.cjs',
      '.pnp.loader.mjs',
      'bunfig.toml',
      '.bunfig.toml',
    ],
    ...['pip.conf', 'pip.ini', '.pypirc', 'poetry.toml', '.condarc', 'uv.toml', '.pdm.toml', '.pydistutils.cfg'],
    ...['sitecustomize.py', 'usercustomize.py', 'site-packages/*.pth', '.gemrc', '.bundle/config', 'nuget.config'],
    ...['.gradle/init.gradle', '.gradle/init.gradle.kts', '.gradle/gradle.properties', '.jvmopts', '.sbtopts'],
    ...['.config/go/env', 'library/application support/go/env', 'appdata/roaming/go/env', '.hex/hex.config'],
    ...['.cabal/config', '.stack/config.yaml', '.terraformrc', '.ansible.cfg', '.docker/config.json'],
    ...['.composer/auth.json', '.composer/config.json', '.config/composer/config.json', '.config/containers/*.conf'],
  ],
  folders: [
    ...['.yarn', '.config/pip', '.config/pypoetry', '.config/uv', '.cargo', '.mvn', '.m2', '.gradle/init.d'],
    ...['.config/nuget', '.nuget/nuget', '.docker/cli-plugins', '.terraform.d', '.luarocks', '.sbt/1.0/plugins'],
  ],
};

/** Files from which agents take orders, what they may do, and what they must not look at. */
const agents = {
  files: [
    ...['.mcp.json', 'mcp.json', 'mcp_config.json', 'mcp_settings.json', 'agents.md', 'agents.override.md'],
    ...['agents.local.md', 'agent.md', 'claude.md', 'claude.local.md', 'gemini.md', 'qwen.md', 'warp.md', 'crush.md'],
    ...['.cursorrules', '.windsurfrules', '.clinerules', '.clinerules-*', '.roorules', '.roorules-*', '.roomodes'],
    ...['.kilocodemodes', '.kilocoderules', '.continuerules', '.goosehints', '.aider.conf.yml', '.augment-guidelines'],
    ...['.rules', 'copilot-instructions.md', 'opencode.json', 'opencode.jsonc', 'crush.json', '.crush.json'],
    ...['.claude.json', '.claude-plugin/*.json', '.cursorignore', '.cursorindexingignore', '.aiexclude', '.aiignore'],
    ...['.geminiignore', '.clineignore', '.rooignore', '.aiderignore', '.codeiumignore', '.belayignore'],
  ],
  folders: [
    ...['.belay', '.agents', '.agent', '.claude', '.cursor', '.codex', '.gemini', '.qwen', '.windsurf', '.clinerules'],
    ...[
      '.roo',
      '.kilocode',
      '.continue',
      '.opencode',
      '.config/opencode',
      '.config/goose',
      '.goose',
      '.junie',
      '.kiro',
    ],
    ...['.amazonq', '.aws/amazonq', '.augment', '.trae', '.tabnine', '.devin', '.openhands', '.antigravity', '.crush'],
    ...['.github/instructions', '.github/prompts', '.github/chatmodes', '.github/agents', '.github/skills'],
  ],
};

const groups = [versionControl, editors, continuousIntegration, shells, packageManagers, agents];

export const trustedFiles: readonly Pattern[] = groups.flatMap(({ files, folders }) => [
  ...files.map((pattern) => ({ pattern })),
  ...folders.map((pattern) => ({ pattern, folder: true as const })),
]);
