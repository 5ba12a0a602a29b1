# What zsh makes of each line that it is given once somebody has pressed Tab behind it. They are typed into a zsh that has a
# terminal, as somebody would; ^T then tells the line. `_tokenshare` lies in the folder that this is run in.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= fpath=(${(q)PWD} \$fpath); autoload -U compinit; compinit -u -D"
zpty -w shell "told() { print -r -- \$BUFFER >> ${(q)PWD}/told; zle kill-buffer }; zle -N told; bindkey '^T' told"
for line in "$@"; do
    zpty -w -n shell "$line"$'\t\x14'
done
zpty -w shell "print end >> ${(q)PWD}/told"
# What it shows is read, so that it can go on.
for (( tries = 0; tries < 600; tries++ )); do
    [[ -r told && "$(tail -n 1 told)" == end ]] && break
    zpty -r -t shell shown
    sleep 0.1
done
zpty -d shell
cat told
