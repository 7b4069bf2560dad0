import { CLEAN, type Context, type ExitStatus } from './context.ts';
import type { Shell } from './shells.ts';

// The scripts know nothing of the commands: they ask the tool they complete, so they never fall behind it.
// It answers with a line for each word, `word<TAB>what it is`, or with `:folders`.

const BASH = `# bash completion of tocsin; put it where bash-completion looks, or source it.
_tocsin() {
  local IFS=$'\\n' line current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while read -r line; do
    if [[ $line == :folders ]]; then
      compopt -o filenames 2>/dev/null
      while read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$current")
    elif [[ -n $line ]]; then
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _tocsin tocsin
`;

const ZSH = `#compdef tocsin
# zsh completion of tocsin; save it as _tocsin in a folder of $fpath, or source it after compinit.
_tocsin() {
  local line
  local -a found
  for line in "\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :folders ]]; then
      _path_files -/
    elif [[ -n $line ]]; then
      found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( $#found )) && _describe -V tocsin found
}
if [[ $funcstack[1] == _tocsin ]]; then _tocsin "$@"; else compdef _tocsin tocsin; fi
`;

const FISH = `# fish completion of tocsin; save it as tocsin.fish in ~/.config/fish/completions, or source it.
function __tocsin_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    for line in ($program __complete $words (commandline -ct) 2>/dev/null)
        if test "$line" = :folders
            __fish_complete_directories (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c tocsin -f -a '(__tocsin_complete)'
`;

/** Prints the completion script of a shell. */
export function completion(context: Context, shell: Shell): ExitStatus {
  context.stdout({ bash: BASH, zsh: ZSH, fish: FISH }[shell]);
  return CLEAN;
}
