# muted from @today+0@
tocsin generate > before.txt
tocsin coverage --only eventgate-main --holes --alertmanager foreign.yml
