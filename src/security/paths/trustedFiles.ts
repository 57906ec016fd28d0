import type { Pattern } from './pattern.ts';

// Files that other programs run or trust without anybody starting them: writing one is more than an edit, and creating
// one counts as well. What a person or a test run starts (sources, Makefiles, package.json) is ordinary.

const versionControl = {
  // What they write themselves is left to them; the files that make them run something are not.
  installed: ['.hg', '.svn', '.jj', '.sl', '.fossil', '.pijul'],
  files: [
    ...[
      '.gitmodules',
      '.gitconfig',
      '.hgrc',
      '.hg/hgrc',
      '.hg/hgrc-not-shared',
      '.sl/config',
      '.jj/repo/config.toml',
      '.pre-commit-config.yaml',
    ],
    ...['.pre-commit-hooks.yaml', '.overcommit.yml', '.simple-git-hooks.*', 'simple-git-hooks.*'],
    // A hook runs what these name.
    ...['.huskyrc', '.huskyrc.*', '.lintstagedrc', '.lintstagedrc.*', 'lint-staged.config.*', 'prek.toml', 'hk.pkl'],
    ...['captainhook.json', '.captainhook.json', 'grumphp.yml', 'grumphp.yml.dist', '.rusty-hook.toml'],
    ...['hooks/pre-commit', 'hooks/commit-msg', 'hooks/prepare-commit-msg', 'hooks/post-commit', 'hooks/pre-push'],
    ...['hooks/post-checkout', 'hooks/post-merge', 'hooks/pre-rebase', 'hooks/post-rewrite'],
    ...['lefthook.*', '.lefthook.*', 'lefthook-local.*', '.lefthook-local.*'],
  ],
  folders: [
    '.git',
    '.githooks',
    '.git-hooks',
    'git-hooks',
    '.cargo-husky',
    '.husky',
    '.lefthook',
    '.config/git',
    '.config/jj',
  ],
};

const editors = {
  files: [
    ...[
      '*.code-workspace',
      '*.sublime-project',
      '*.sublime-workspace',
      '.devcontainer.json',
      'devcontainer.json',
      '.gitpod.yml',
      '.gitpod.dockerfile',
      '.replit',
    ],
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
    ...['_vimrc', '_gvimrc', '_exrc', '.lvimrc', '.local.vimrc', '.vimrc.local', '.projections.json'],
    ...['.ycm_extra_conf.py', '.luarc.json', '.luarc.jsonc', '.neoconf.json', 'coc-settings.json'],
    // Debuggers and shells of languages read these from the folder in which they start.
    ...['.gdbinit', '.gdbearlyinit', '.lldbinit', '.pdbrc', '.pdbrc.py', '.perldb', '.jdbrc', 'jdb.ini', '.rdbgrc'],
    ...['.rdbgrc.rb', '.byebugrc', '.iex.exs', '.ghci', '.ocamlinit', '.utoprc', '.erlang', '.sbclrc', '.gnuplot'],
    ...['jupyter_*config.py', 'ipython_*config.py', 'ipython_config.py', 'jupyter_config.json'],
    // The desktop acts on these as soon as it shows their folder.
    ...['autorun.inf', 'desktop.ini', '*.scf', '*.library-ms', '*.searchconnector-ms'],
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
    ...['.vela.yml', 'wercker.yml', 'screwdriver.yaml', '.vsts-ci.yml', 'shippable.yml', '.scrutinizer.yml'],
    ...['.onedev-buildspec.yml', '*.gocd.yaml', '.kodiak.toml', 'bors.toml', '.github/settings.yml'],
    ...['.readthedocs.y*ml', '.mergify.yml', 'codeowners', '.github/mergify.yml'],
  ],
  folders: [
    ...['.github/workflows', '.github/actions', '.gitea/workflows', '.forgejo/workflows', '.gitlab/ci', '.circleci'],
    ...['.ci', '.buildkite', '.azure-pipelines', '.teamcity', '.semaphore', '.tekton', '.woodpecker', '.builds'],
    ...['.gitlab-ci', '.azuredevops', '.harness'],
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
    ...['.rhosts', '.shosts', '.forward', '.procmailrc', '.mailcap', '.mongorc.js', '.mongoshrc.js', '.cqlshrc'],
    ...['mise.toml', '.mise.toml', 'mise.*.toml', '.mise.*.toml', '.rtx.toml', '.curlrc', '.wgetrc', '.psqlrc'],
    // A version of a tool may be a folder from which it then runs.
    ...[
      '.tool-versions',
      'rust-toolchain',
      'rust-toolchain.toml',
      'omnisharp.json',
      '.helix/languages.toml',
      '.helix/config.toml',
    ],
    ...['directory.build.props', 'directory.build.targets', 'directory.packages.props', '.git-blame-ignore-revs'],
    ...['directory.solution.props', 'directory.solution.targets', 'directory.build.rsp', 'msbuild.rsp'],
    ...['before.*.sln.targets', 'after.*.sln.targets', '*.*proj.user', 'terraform.rc'],
    ...['.ripgreprc', '.bazelrc', '.bazeliskrc', '.watchmanconfig', '.envrc.*'],
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
  // An editor looks for its tools here, and runs them.
  installed: [
    ...['node_modules/.bin', '.venv/bin', 'venv/bin', '.venv/scripts', 'venv/scripts', '.venv/pyvenv.cfg'],
    ...['venv/pyvenv.cfg', 'vendor/bin', '.direnv', 'bin/activate'],
  ],
  files: [
    // Editors run these wrappers as soon as a project is opened, and they run what their settings name.
    ...['gradlew', 'gradlew.bat', 'mvnw', 'mvnw.cmd', 'gradle/wrapper/gradle-wrapper.properties'],
    ...['gradle/wrapper/gradle-wrapper.jar', 'gradle/gradle-daemon-jvm.properties', '.bazelversion', 'tools/bazel'],
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
    ...[
      'pip.conf',
      'pip.ini',
      '.pypirc',
      'poetry.toml',
      '.condarc',
      '.conda/condarc',
      '.mambarc',
      'uv.toml',
      '.pdm.toml',
      '.pydistutils.cfg',
    ],
    ...['sitecustomize.py', 'usercustomize.py', 'site-packages/*.pth', '.gemrc', '.bundle/config', 'nuget.config'],
    ...['.gradle/init.gradle', '.gradle/init.gradle.kts', '.gradle/gradle.properties', '.jvmopts', '.sbtopts'],
    ...['.config/go/env', 'library/application support/go/env', 'appdata/roaming/go/env', '.hex/hex.config'],
    ...['.cabal/config', '.stack/config.yaml', '.terraformrc', '.ansible.cfg', '.docker/config.json'],
    ...[
      '.mavenrc',
      '.asdfrc',
      '.volta/hooks.json',
      '.config/gem/gemrc',
      '.docker/daemon.json',
      '.cpan/cpan/myconfig.pm',
    ],
    ...['.composer/auth.json', '.composer/config.json', '.config/composer/config.json', '.config/containers/*.conf'],
  ],
  folders: [
    ...['.yarn', '.config/pip', '.config/pypoetry', '.config/uv', '.cargo', '.mvn', '.m2', '.gradle/init.d'],
    ...['.config/nuget', '.nuget/nuget', '.docker/cli-plugins', '.terraform.d', '.luarocks', '.sbt/1.0'],
    ...['.config/conda', '.config/mamba', '.config/pnpm', '.config/hatch', '.config/nix', '.swiftpm/configuration'],
  ],
};

/** Files from which agents take orders, what they may do, and what they must not look at. */
const agents = {
  files: [
    ...['.mcp.json', 'mcp.json', 'mcp_config.json', 'mcp_settings.json', 'agents.md', 'agents.override.md'],
    ...[
      'agents.local.md',
      'agent.md',
      'skills/*/skill.md',
      'claude.md',
      'claude.local.md',
      'gemini.md',
      'qwen.md',
      'warp.md',
      'crush.md',
      'grok.md',
      'codex.md',
      'copilot.md',
      'replit.md',
    ],
    ...['.sweep.yaml', '.coderabbit.yaml', '.coderabbit.yml', 'claude_desktop_config.json', 'gemini-extension.json'],
    ...['firebender.json', '.openhands_instructions'],
    ...['.cursorrules', '.windsurfrules', '.clinerules', '.clinerules-*', '.roorules', '.roorules-*', '.roomodes'],
    ...['.kilocodemodes', '.kilocoderules', '.continuerules', '.goosehints', '.aider.conf.yml', '.augment-guidelines'],
    ...['.rules', 'copilot-instructions.md', 'opencode.json', 'opencode.jsonc', 'crush.json', '.crush.json'],
    ...['.claude.json', '.claude-plugin/*.json', '.cursorignore', '.cursorindexingignore', '.aiexclude', '.aiignore'],
    ...['.geminiignore', '.clineignore', '.rooignore', '.aiderignore', '.codeiumignore', '.belayignore'],
  ],
  folders: [
    ...[
      '.belay',
      '.agents',
      '.agent',
      '.amp',
      '.factory',
      '.zencoder',
      '.claude',
      '.cursor',
      '.codex',
      '.gemini',
      '.qwen',
      '.windsurf',
      '.clinerules',
    ],
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
    ...[
      '.kilo',
      '.qoder',
      '.codebuddy',
      '.rovodev',
      '.serena',
      '.ruler',
      '.rulesync',
      '.firebender',
      '.jules',
      '.grok',
    ],
    ...['.vibe', '.lingma', '.cody', '.deepagents', '.warp', '.copilot', '.codeium', '.mcp', '.github/hooks'],
    ...[
      '.config/crush',
      '.config/amp',
      '.github/instructions',
      '.github/prompts',
      '.github/chatmodes',
      '.github/agents',
      '.github/skills',
    ],
  ],
};

interface Group {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly installed?: readonly string[];
}

const groups: readonly Group[] = [versionControl, editors, continuousIntegration, shells, packageManagers, agents];

export const trustedFiles: readonly Pattern[] = groups.flatMap(({ files, folders, installed = [] }) => [
  ...installed.map((pattern) => ({ pattern, folder: true as const, installed: true as const })),
  ...files.map((pattern) => ({ pattern })),
  ...folders.map((pattern) => ({ pattern, folder: true as const })),
]);
